using System.Xml.Linq;

namespace Diffusion.Trainer.Reports;

/// <summary>
/// The parts of a plain page. They are XML elements, so that whatever text comes in is escaped and every element is closed; pictures
/// are part of the page, and nothing is loaded from anywhere, which the page's policy says as well.
/// </summary>
public static class HtmlPage
{
    // No < or > in here: what HTML reads as it stands, XML would escape.
    private const string Style = """

        :root { color-scheme: light dark; --ink: #1c1c1c; --soft: #5a5a5a; --paper: #fff; --line: #d8d8d8; }
        @media (prefers-color-scheme: dark) { :root { --ink: #e6e6e6; --soft: #a0a0a0; --paper: #16181a; --line: #3a3d40; } }
        body { margin: 2rem auto; padding: 0 1rem; max-width: 52rem; font: 1rem/1.5 system-ui, sans-serif; color: var(--ink); background: var(--paper); }
        h1 { font-size: 1.5rem; } h2 { margin-top: 2.5rem; font-size: 1.15rem; }
        table { border-collapse: collapse; } th, td { padding: .25rem 1.5rem .25rem 0; border-bottom: 1px solid var(--line); text-align: left; vertical-align: top; overflow-wrap: anywhere; }
        figure { margin: 1rem 0; } figcaption { color: var(--soft); font-size: .9rem; } img { max-width: 100%; height: auto; background: #fff; }
        pre { white-space: pre-wrap; overflow-wrap: anywhere; font-size: .85rem; }

        """;

    private const string Policy = "default-src 'none'; img-src data:; style-src 'unsafe-inline'";

    /// <summary>A whole page.</summary>
    /// <param name="title">Of the page, and its heading.</param>
    /// <param name="sections">Those that are null are left out.</param>
    public static string Of(string title, IEnumerable<XElement?> sections) => "<!DOCTYPE html>\n" + new XElement(
        "html",
        new XAttribute("lang", "en"),
        new XElement(
            "head",
            new XElement("meta", new XAttribute("charset", "utf-8")),
            new XElement("meta", new XAttribute("http-equiv", "Content-Security-Policy"), new XAttribute("content", Policy)),
            new XElement("meta", new XAttribute("name", "viewport"), new XAttribute("content", "width=device-width, initial-scale=1")),
            new XElement("title", title),
            new XElement("style", Style)),
        new XElement("body", new XElement("h1", title), sections)) + "\n";

    /// <summary>A heading with what belongs to it; null where nothing does.</summary>
    public static XElement? Section(string heading, params XElement?[] content) =>
        content.Any(part => part is not null) ? new XElement("section", new XElement("h2", heading), content) : null;

    /// <summary>A table. The first cell of a row names it.</summary>
    /// <param name="columns">Their names; none: the table has no head.</param>
    /// <param name="rows">Cells of each row.</param>
    public static XElement Table(IReadOnlyList<string> columns, IEnumerable<IReadOnlyList<string>> rows) => new(
        "table",
        columns.Count == 0 ? null : new XElement("thead", new XElement("tr", columns.Select(column => new XElement("th", new XAttribute("scope", "col"), column)))),
        new XElement("tbody", rows.Select(row => new XElement(
            "tr", new XElement("th", new XAttribute("scope", "row"), row[0]), row.Skip(1).Select(cell => new XElement("td", cell))))));

    /// <summary>Lines of code.</summary>
    public static XElement Lines(IEnumerable<string> lines) => new("pre", string.Join('\n', lines));

    /// <summary>A PNG file, put into the page.</summary>
    /// <param name="path">The file.</param>
    /// <param name="caption">What it shows.</param>
    public static XElement Picture(string path, string caption) => new(
        "figure",
        new XElement("img", new XAttribute("src", $"data:image/png;base64,{Convert.ToBase64String(File.ReadAllBytes(path))}"), new XAttribute("alt", caption)),
        new XElement("figcaption", caption));
}
