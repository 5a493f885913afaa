using System.Diagnostics;
using System.Globalization;
using Diffusion.Trainer.Checkpoints;
using Diffusion.Trainer.Datasets.Shapes;
using Diffusion.Trainer.Loops;

namespace Diffusion.Trainer.Tests.Commands;

/// <summary>A real training process that is told to stop.</summary>
public sealed class StoppedTrainingTests : IDisposable
{
    private const int Stopped = 130;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    private readonly TemporaryFolder folder = new();

    private string Data => Path.Combine(folder.Path, "data");

    private string Run => Path.Combine(folder.Path, "run");

    [Theory]
    [InlineData("INT")]
    [InlineData("TERM")]
    public async Task Train_Signal_KeepsACheckpointThatResumes(string signal)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        ShapesDataset.Write(Data, perClass: 2, size: 8, seed: 1);
        using var training = Start(
            "--steps", "1000000", "--checkpoint-every", "1000000", "--batch", "2", "--replicas", "1", "--threads", "1", "--log-every", "1",
            "--width", "32", "--res-blocks", "1", "--multipliers", "1");
        var output = training.StandardOutput.ReadToEndAsync();
        var errors = training.StandardError.ReadToEndAsync();
        await FirstMetrics(training);
        using (var kill = Process.Start("kill", ["-" + signal, training.Id.ToString(CultureInfo.InvariantCulture)]))
        {
            await kill.WaitForExitAsync();
        }

        await training.WaitForExitAsync().WaitAsync(Patience);
        Assert.True(training.ExitCode == Stopped, $"exit status {training.ExitCode}\n{await output}\n{await errors}");

        var (checkpoint, where) = new CheckpointFolder(Run).Newest();
        Assert.InRange(checkpoint.Step, 1, 999_999);
        Assert.True(File.Exists(CheckpointFolder.CheckedTensors(checkpoint, where)));
        Assert.Contains($"Stopped after step {checkpoint.Step}", await output, StringComparison.Ordinal);

        var last = checkpoint.Step + 2;
        using var resumed = Start("--resume", "--steps", last.ToString(CultureInfo.InvariantCulture));
        var texts = await Task.WhenAll(resumed.StandardOutput.ReadToEndAsync(), resumed.StandardError.ReadToEndAsync()).WaitAsync(Patience);
        await resumed.WaitForExitAsync();
        Assert.True(resumed.ExitCode == 0, string.Concat(texts));
        Assert.Equal(last, new CheckpointFolder(Run).Newest().Checkpoint.Step);
    }

    public void Dispose() => folder.Dispose();

    /// <summary>Through `env`, since a test that is run in a shell's background hands on an ignored SIGINT.</summary>
    private Process Start(params string[] arguments) => Process.Start(new ProcessStartInfo(
        "env",
        ["--default-signal=INT", "dotnet", typeof(TrainingSession).Assembly.Location, "train", "unet", "--data", Data, "--out", Run, .. arguments])
    {
        UseShellExecute = false,
        RedirectStandardOutput = true,
        RedirectStandardError = true,
    })!;

    private async Task FirstMetrics(Process training)
    {
        var metrics = Path.Combine(Run, TrainingSession.MetricsName);
        var started = Stopwatch.GetTimestamp();
        while (!(File.Exists(metrics) && new FileInfo(metrics).Length > 0))
        {
            Assert.True(!training.HasExited && Stopwatch.GetElapsedTime(started) < Patience, "The training gave no metrics.");
            await Task.Delay(50);
        }
    }
}
