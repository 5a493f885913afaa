using System.Diagnostics;
using System.Text.Json.Nodes;
using Diffusion.Azurite;
using Diffusion.Contracts;
using Diffusion.EndToEnd.Tests.Harness;

namespace Diffusion.EndToEnd.Tests;

/// <summary>The `diffusion` command against the running service.</summary>
[Collection(ServiceTests.Name)]
public sealed class CommandLineTests(ServiceFixture service) : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("cli-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task SubmitWatchDownloadReproduce_Job_GiveItsImagesAndTheSameBytes()
    {
        var submitted = await RunAsync("submit", "--model", TinyModel.Name, "--count", "6", "--steps", "5", "--id", "by-command", "--guidance", "classifierFree", "--scale", "2", "--watch");
        Assert.True(submitted.Status == 0, submitted.Text);
        Assert.Contains("completed: 6 images", submitted.Text, StringComparison.Ordinal);

        var watched = await RunAsync("watch", "by-command");
        Assert.Equal(0, watched.Status);

        var downloaded = await RunAsync("download", "by-command", "--out", folder);
        Assert.True(downloaded.Status == 0, downloaded.Text);
        Assert.Equal(6, Directory.GetFiles(Path.Combine(folder, "images"), "*.png").Length);

        var reproduced = await RunAsync("reproduce", Path.Combine(folder, "images", "00000003_disc.png"));
        Assert.True(reproduced.Status == 0, reproduced.Text);
        Assert.Contains("bytes: the same", reproduced.Text, StringComparison.Ordinal);

        // On one core alone, where the same sums are shared by fewer threads.
        var onOneCore = await RunOnAsync("taskset", ["-c", "0", "dotnet"], "reproduce", Path.Combine(folder, "images", "00000000_disc.png"));
        Assert.True(onOneCore.Status == 0, onOneCore.Text);
        Assert.Contains("bytes: the same", onOneCore.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Share_AJob_GivesLinksThatReadItsFiles()
    {
        await service.RunAsync(new JobRequest { Model = TinyModel.Name, Id = "shared-by-command", Count = 2, Steps = "3", Prefix = "tests" });
        var file = Path.Combine(folder, "links.jsonl");

        var (status, text) = await RunAsync("share", "shared-by-command", "--hours", "2", "--out", file);

        Assert.True(status == 0, text);
        Assert.Contains("development key", text, StringComparison.Ordinal);
        var image = (await File.ReadAllLinesAsync(file)).Select(line => JsonNode.Parse(line)!).Single(link => (string)link["name"]! == "images/00000001_ring.png");
        using var http = new HttpClient();
        Assert.Equal(await service.ReadAsync("tests/shared-by-command/images/00000001_ring.png"), await http.GetByteArrayAsync((string)image["url"]!));
        Assert.Equal(1, (await RunAsync("share", "shared-by-command", "--hours", "500")).Status);
        Assert.Equal(1, (await RunAsync("share", "nobody")).Status);
    }

    [Fact]
    public async Task JobsCancelRedriveDelete_EndedJob_SayWhatTheyDo()
    {
        var submitted = await RunAsync("submit", "--model", TinyModel.Name, "--count", "2", "--steps", "2", "--id", "to-be-deleted", "--watch");
        Assert.True(submitted.Status == 0, submitted.Text);

        var jobs = await RunAsync("jobs", "--state", "completed");
        Assert.Contains("to-be-deleted", jobs.Text, StringComparison.Ordinal);
        Assert.Contains("2 of 2", jobs.Text, StringComparison.Ordinal);
        Assert.Equal(0, (await RunAsync("submit", "--model", TinyModel.Name, "--count", "1", "--steps", "2", "--id", "the-newest", "--watch")).Status);
        var newest = await RunAsync("jobs", "--top", "1");
        Assert.Contains("the-newest", newest.Text, StringComparison.Ordinal);
        Assert.Matches(@"\b1 of \d+ jobs", newest.Text);

        var cancelled = await RunAsync("cancel", "to-be-deleted");
        Assert.Equal((1, true), (cancelled.Status, cancelled.Text.Contains("completed: 2 of 2 images in results/to-be-deleted", StringComparison.Ordinal)));

        var redriven = await RunAsync("redrive", "to-be-deleted");
        Assert.Equal((0, true), (redriven.Status, redriven.Text.Contains("0 batches", StringComparison.Ordinal)));

        var kept = await RunAsync("delete", "to-be-deleted");
        Assert.Equal((1, true), (kept.Status, kept.Text.Contains("Nothing was deleted", StringComparison.Ordinal)));
        var deleted = await RunAsync("delete", "to-be-deleted", "--yes");
        Assert.True(deleted.Status == 0, deleted.Text);
        Assert.Equal(1, (await RunAsync("cancel", "to-be-deleted")).Status);
        Assert.Empty(await service.BlobsAsync("results/to-be-deleted/"));
    }

    [Fact]
    public async Task Submit_BadJob_ListsItsProblemsAndSendsNothing()
    {
        var file = Path.Combine(folder, "job.json");
        await File.WriteAllTextAsync(file, """{"model":"tiny8","count":"x","colour":1}""");

        var (status, text) = await RunAsync("submit", file);

        Assert.Equal(1, status);
        Assert.Contains("count is \"x\"", text, StringComparison.Ordinal);
        Assert.Contains("colour is 1", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ModelsList_NamesTheModel() => Assert.Contains(TinyModel.Name, (await RunAsync("models", "list")).Text, StringComparison.Ordinal);

    private Task<(int Status, string Text)> RunAsync(params string[] arguments) => RunOnAsync("dotnet", [], arguments);

    private async Task<(int Status, string Text)> RunOnAsync(string program, string[] before, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, [.. before, Path.Combine(FunctionAppProcess.OutputOf("Diffusion.Cli"), "diffusion.dll"), .. arguments])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in service.Settings)
        {
            start.Environment[name] = value;
        }

        using var process = Process.Start(start)!;
        var texts = await Task.WhenAll(process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync()).WaitAsync(TimeSpan.FromMinutes(5));
        await process.WaitForExitAsync();
        return (process.ExitCode, string.Concat(texts));
    }
}
