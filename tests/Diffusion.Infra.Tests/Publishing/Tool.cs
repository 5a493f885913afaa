using System.Diagnostics;

namespace Diffusion.Infra.Tests;

/// <summary>Runs a program to its end.</summary>
internal static class Tool
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    public static async Task<(int Status, string Text)> RunAsync(
        string program, string folder, IReadOnlyDictionary<string, string> settings, string[] arguments, Func<int, Task>? whileRunning = null)
    {
        var start = new ProcessStartInfo(program, arguments) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = folder };
        foreach (var (name, value) in settings)
        {
            start.Environment[name] = value;
        }

        using var process = Process.Start(start)!;
        try
        {
            var texts = Task.WhenAll(process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
            if (whileRunning is not null)
            {
                await whileRunning(process.Id);
            }

            var text = string.Concat(await texts.WaitAsync(Patience));
            await process.WaitForExitAsync();
            return (process.ExitCode, text);
        }
        catch
        {
            process.Kill(entireProcessTree: true);
            throw;
        }
    }
}
