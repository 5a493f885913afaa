using System.Text;
using Spectre.Console;

namespace Diffusion.Benchmarks;

/// <summary>A table for the terminal and, line for line the same, for a Markdown file.</summary>
internal sealed class ResultTable
{
    private readonly Table table = new();
    private readonly StringBuilder markdown = new();

    public ResultTable(params string[] columns)
    {
        table.AddColumns(columns);
        AddMarkdown(columns);
        markdown.Append('|').Insert(markdown.Length, "---|", columns.Length).AppendLine();
    }

    public void Add(params string[] line)
    {
        table.AddRow(line);
        AddMarkdown(line);
    }

    /// <summary>Shows the table and writes it to a file, under one line of text there.</summary>
    public void Print(string caption, string path)
    {
        AnsiConsole.Write(table);
        File.WriteAllText(path, $"{caption}\n\n{markdown}");
    }

    private void AddMarkdown(string[] line) => markdown.AppendLine($"| {string.Join(" | ", line)} |");
}
