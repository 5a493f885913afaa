using System.Diagnostics;
using Diffusion.Trainer.Loops;
using Diffusion.Trainer.Reports;

namespace Diffusion.Trainer.Tests.Commands;

/// <summary>A real process that trains the smallest network on eight-pixel pictures; its steps take milliseconds.</summary>
internal sealed class TrainingProcess : IDisposable
{
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    private readonly string run;
    private readonly Task<string> output;
    private readonly Task<string> errors;

    /// <summary>Through `env`, since a test that is run in a shell's background hands on an ignored SIGINT.</summary>
    private TrainingProcess(string data, string run, IEnumerable<string> arguments)
    {
        this.run = run;
        Process = Process.Start(new ProcessStartInfo(
            "env",
            ["--default-signal=INT", "dotnet", typeof(TrainingSession).Assembly.Location, "train", "unet", "--data", data, "--out", run, .. arguments])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        output = Process.StandardOutput.ReadToEndAsync();
        errors = Process.StandardError.ReadToEndAsync();
    }

    public Process Process { get; }

    public static TrainingProcess Start(string data, string run, int steps, int checkpointEvery) => new(data, run,
    [
        "--steps", $"{steps}", "--checkpoint-every", $"{checkpointEvery}", "--batch", "2", "--replicas", "1", "--threads", "1", "--log-every", "1", "--rate-schedule", "constant",
        "--width", "32", "--res-blocks", "1", "--multipliers", "1", "--device", "cpu",
    ]);

    public static TrainingProcess Resume(string data, string run, int steps) => new(data, run, ["--resume", "--steps", $"{steps}"]);

    /// <summary>Waits until a step is done.</summary>
    public async Task ReachAsync(int step)
    {
        var metrics = new MetricsFile(Path.Combine(run, TrainingSession.MetricsName));
        var started = Stopwatch.GetTimestamp();
        while (LastStep() < step)
        {
            Assert.True(!Process.HasExited && Stopwatch.GetElapsedTime(started) < Patience, $"The training did not reach step {step}.");
            await Task.Delay(20);
        }

        int LastStep()
        {
            try
            {
                return metrics.Read() is [.., var last] ? last.Step : 0;
            }
            catch (Exception error) when (error is IOException or System.Text.Json.JsonException)
            {
                // The line is just being written.
                return 0;
            }
        }
    }

    /// <summary>Waits for its end and gives the status with all that it printed.</summary>
    public async Task<(int Status, string Text)> EndAsync()
    {
        await Process.WaitForExitAsync().WaitAsync(Patience);
        return (Process.ExitCode, $"{await output}\n{await errors}");
    }

    public void Dispose()
    {
        if (!Process.HasExited)
        {
            Process.Kill(entireProcessTree: true);
        }

        Process.Dispose();
    }
}
