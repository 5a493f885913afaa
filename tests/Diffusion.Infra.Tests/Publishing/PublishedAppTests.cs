using Diffusion.Azurite;
using Diffusion.Jobs;

namespace Diffusion.Infra.Tests;

/// <summary>
/// What the container does, without one: the app is published and started from the published folder, once as the worker and once as
/// the planner, with the settings of the templates and models from a container.
/// </summary>
[Collection(StorageTests.Name)]
public sealed class PublishedAppTests(StorageFixture storage) : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("published-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task PublishedApps_OfTwoRoles_MakeAJobsImages()
    {
        if (!FunctionAppProcess.CanRun)
        {
            return;
        }

        var settings = Settings();
        var published = Path.Combine(folder, "app");
        var configuration = AppContext.BaseDirectory.Contains("release", StringComparison.OrdinalIgnoreCase) ? "Release" : "Debug";
        var (status, text) = await Tool.RunAsync(
            "dotnet", Repository.Root, settings, ["publish", "src/Diffusion.Functions", "--no-build", "-c", configuration, "-o", published, "-v", "quiet", "--nologo"]);
        Assert.True(status == 0, text);
        Assert.True(File.Exists(Path.Combine(published, "host.json")), "host.json is not published");

        TinyModel.Write(Path.Combine(folder, "local"));
        var pushed = await DiffusionAsync(settings, "models", "push", Path.Combine(folder, "local", TinyModel.Name));
        Assert.True(pushed.Status == 0, pushed.Text);

        await using var worker = await FunctionAppProcess.StartAsync("Diffusion.Functions", With(settings, "planner", "w"), published);
        await using var planner = await FunctionAppProcess.StartAsync("Diffusion.Functions", With(settings, "worker", "p"), published);
        var job = await DiffusionAsync(settings, "submit", "--model", TinyModel.Name, "--count", "3", "--steps", "3", "--id", "published", "--watch");

        Assert.True(job.Status == 0, $"{job.Text}\nworker:\n{worker.Log}\nplanner:\n{planner.Log}");
        Assert.Contains("completed: 3 images", job.Text, StringComparison.Ordinal);
        await LoggedAsync(worker, "Copying model tiny8");
        Assert.DoesNotContain("Copying model tiny8", planner.Log, StringComparison.Ordinal);

        // A new version while both run: no restart, and the old one leaves the device.
        await ChangeVersionAsync(Path.Combine(folder, "local", TinyModel.Name));
        Assert.Equal(0, (await DiffusionAsync(settings, "models", "push", Path.Combine(folder, "local", TinyModel.Name))).Status);
        var second = await DiffusionAsync(settings, "submit", "--model", TinyModel.Name, "--count", "2", "--steps", "3", "--id", "rolled-out", "--watch");
        Assert.True(second.Status == 0, $"{second.Text}\nworker:\n{worker.Log}");
        await LoggedAsync(worker, "Loading model tiny8 2");
        await LoggedAsync(worker, "Unloading model tiny8 1");
        Assert.Equal(0, await worker.StopAsync(TimeSpan.FromSeconds(60)));
        Assert.Equal(0, await planner.StopAsync(TimeSpan.FromSeconds(60)));
    }

    [Fact]
    public async Task ModelsCommands_PushListRollBack_SayWhatIsInUse()
    {
        var settings = Settings();
        settings["Diffusion__Models__Container"] = $"models-{Guid.NewGuid():N}";
        TinyModel.Write(folder);
        var model = Path.Combine(folder, TinyModel.Name);
        Assert.Contains("New jobs get this version.", (await DiffusionAsync(settings, "models", "push", model)).Text, StringComparison.Ordinal);
        await ChangeVersionAsync(model);
        Assert.Contains("tiny8 2", (await DiffusionAsync(settings, "models", "push", model)).Text, StringComparison.Ordinal);

        var rolledBack = await DiffusionAsync(settings, "models", "rollback", TinyModel.Name);
        Assert.Contains("New jobs get tiny8 1", rolledBack.Text, StringComparison.Ordinal);

        var list = (await DiffusionAsync(settings, "models", "list", "--stored")).Text.Split('\n').Where(line => line.Contains("tiny8")).ToArray();
        Assert.Equal(2, list.Length);
        Assert.Contains("in use", list[0], StringComparison.Ordinal);
        Assert.Contains("earlier", list[1], StringComparison.Ordinal);
        Assert.Equal(1, (await DiffusionAsync(settings, "models", "rollback", TinyModel.Name, "--to", "9")).Status);
    }

    /// <summary>A line still goes through the app's logger and a pipe when what it tells of is done.</summary>
    private static async Task LoggedAsync(FunctionAppProcess app, string text)
    {
        for (var look = 0; look < 600 && !app.Log.Contains(text, StringComparison.Ordinal); look++)
        {
            await Task.Delay(100);
        }

        Assert.Contains(text, app.Log, StringComparison.Ordinal);
    }

    private static async Task ChangeVersionAsync(string model)
    {
        var card = Path.Combine(model, "model.json");
        await File.WriteAllTextAsync(card, (await File.ReadAllTextAsync(card)).Replace("\"version\": \"1\"", "\"version\": \"2\""));
    }

    private Task<(int Status, string Text)> DiffusionAsync(IReadOnlyDictionary<string, string> settings, params string[] arguments) =>
        Tool.RunAsync("dotnet", folder, settings, [Path.Combine(FunctionAppProcess.OutputOf("Diffusion.Cli"), "diffusion.dll"), .. arguments]);

    private Dictionary<string, string> Settings() => new(StringComparer.Ordinal)
    {
        [StorageConnection.Setting] = storage.ConnectionString,
        ["Diffusion__Models__Container"] = ModelOptions.DefaultContainer,
        ["Diffusion__Models__Cache"] = Path.Combine(folder, "cache"),
        ["Diffusion__Models__Device"] = "cpu",
        ["AzureFunctionsJobHost__extensions__queues__maxPollingInterval"] = "00:00:00.2",
    };

    /// <summary>An app of the templates, but its functions are those that the other one does not run.</summary>
    private static Dictionary<string, string> With(Dictionary<string, string> settings, string other, string hostId)
    {
        var all = new Dictionary<string, string>(settings, StringComparer.Ordinal) { ["AzureFunctionsWebHost__hostid"] = hostId };
        foreach (var function in FunctionApps.Of(other))
        {
            all[$"AzureWebJobs.{function}.Disabled"] = "true";
        }

        return all;
    }
}
