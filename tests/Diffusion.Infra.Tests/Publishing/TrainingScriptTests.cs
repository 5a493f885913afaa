using System.Diagnostics;
using Azure.Storage.Blobs;
using Diffusion.Azurite;
using Diffusion.Infra.Tests.Bicep;

namespace Diffusion.Infra.Tests;

/// <summary>The script of the training job, with a few lines of shell in the trainer's place.</summary>
[Collection(StorageTests.Name)]
public sealed class TrainingScriptTests(StorageFixture storage) : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("training-").FullName;
    private readonly string container = $"training-{Guid.NewGuid():N}";

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [LinuxFact]
    public async Task Train_FetchesDataAndSavesTheRun_AndTheNextOneResumes()
    {
        await BlobAsync("data/shapes/disc/0.png", "picture");
        Trainer("[ \"$(cat data/disc/0.png)\" = picture ] || exit 9; mkdir -p run/checkpoint-00000005; echo \"$*\" > run/arguments; echo weights > run/checkpoint-00000005/checkpoint.json");

        var first = await RunAsync("train", "unet");
        Assert.True(first.Status == 0, first.Text);
        Assert.Equal("train unet --data data --out run", (await ReadAsync("runs/one/arguments")).Trim());
        Assert.Equal("weights", (await ReadAsync("runs/one/checkpoint-00000005/checkpoint.json")).Trim());

        Directory.Delete(Path.Combine(folder, "work"), recursive: true);
        var second = await RunAsync("train", "unet");
        Assert.True(second.Status == 0, second.Text);
        Assert.Equal("train unet --data data --out run --resume", (await ReadAsync("runs/one/arguments")).Trim());
    }

    [LinuxFact]
    public async Task Train_SavedBeforeItsFirstCheckpoint_BeginsAgain()
    {
        await BlobAsync("data/shapes/disc/0.png", "picture");
        await BlobAsync("runs/one/metrics.jsonl", "{}");
        await BlobAsync("runs/one/checkpoint-00000005.unfinished/checkpoint.json", "{}");
        Trainer("echo \"$*\" > run/arguments");

        var (status, text) = await RunAsync("train", "unet");
        Assert.True(status == 0, text);
        Assert.Equal("train unet --data data --out run", (await ReadAsync("runs/one/arguments")).Trim());
    }

    [LinuxFact]
    public async Task Train_TrainerFails_SavesTheRunAndSaysSo()
    {
        await BlobAsync("data/shapes/disc/0.png", "picture");
        Trainer("mkdir -p run; echo half > run/checkpoint; exit 3");

        Assert.Equal(3, (await RunAsync("train", "unet")).Status);
        Assert.Equal("half", (await ReadAsync("runs/one/checkpoint")).Trim());
    }

    [LinuxFact]
    public async Task Train_Terminated_LetsTheTrainerKeepItsCheckpoint()
    {
        await BlobAsync("data/shapes/disc/0.png", "picture");
        Trainer("mkdir -p run; trap 'echo kept > run/checkpoint; exit 0' TERM; touch run/started; while true; do sleep 0.1; done");

        var (status, text) = await RunAsync(TerminateOnceStartedAsync, "train", "unet");
        Assert.True(status == 0, text);
        Assert.Equal("kept", (await ReadAsync("runs/one/checkpoint")).Trim());
    }

    private void Trainer(string script) => File.WriteAllText(Path.Combine(folder, "trainer.sh"), $"set -e\n{script}\n");

    private async Task TerminateOnceStartedAsync(int process)
    {
        var started = Path.Combine(folder, "work", "run", "started");
        for (var i = 0; i < 600 && !File.Exists(started); i++)
        {
            await Task.Delay(100);
        }

        Assert.True(File.Exists(started), "the trainer did not start");
        using var signal = Process.Start("kill", ["-TERM", process.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
        await signal.WaitForExitAsync();
    }

    private Task<(int Status, string Text)> RunAsync(params string[] arguments) => RunAsync(null, arguments);

    private Task<(int Status, string Text)> RunAsync(Func<int, Task>? whileRunning, params string[] arguments)
    {
        var work = Directory.CreateDirectory(Path.Combine(folder, "work")).FullName;
        var settings = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["AzureWebJobsStorage"] = storage.ConnectionString,
            ["TRAINING_CONTAINER"] = container,
            ["DATA"] = "data/shapes",
            ["RUN"] = "runs/one",
            ["TRAINER"] = $"bash {Path.Combine(folder, "trainer.sh")}",
            ["CLIENT"] = $"dotnet {Path.Combine(FunctionAppProcess.OutputOf("Diffusion.Cli"), "diffusion.dll")}",
            ["SAVE_SECONDS"] = "600",
        };
        return Tool.RunAsync("bash", work, settings, [Path.Combine(Templates.Infra, "trainer", "train.sh"), .. arguments], whileRunning);
    }

    private Task BlobAsync(string name, string content) => Container().GetBlobClient(name).UploadAsync(new BinaryData(content), overwrite: true);

    private async Task<string> ReadAsync(string name) => (await Container().GetBlobClient(name).DownloadContentAsync()).Value.Content.ToString();

    private BlobContainerClient Container()
    {
        var client = new BlobServiceClient(storage.ConnectionString).GetBlobContainerClient(container);
        client.CreateIfNotExists();
        return client;
    }
}
