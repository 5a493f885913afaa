using System.CommandLine;

namespace Diffusion.Trainer.Commands;

/// <summary>A command line as runs, models and data sets record it.</summary>
internal static class RecordedCommand
{
    public static string Of(ParseResult result) => ShellWords.Join(["trainer", .. result.Tokens.Select(token => token.Value)]);
}
