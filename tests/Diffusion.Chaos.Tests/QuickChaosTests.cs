using Diffusion.Azurite;
using Diffusion.Chaos.BadJobs;
using Diffusion.Chaos.Kills;
using Diffusion.Chaos.Load;
using Xunit.Abstractions;

namespace Diffusion.Chaos.Tests;

/// <summary>A little of what `./dev chaos` does. The long forms are run by hand.</summary>
public sealed class QuickChaosTests(ITestOutputHelper output)
{
    [WorkersFact]
    public async Task Kills_FewOfEverything_EveryImageIsThereOnceAndAsOnAQuietDay()
    {
        var result = await new KillsRun(KillsOptions.Quick, new Progress(output.WriteLine)).RunAsync(CancellationToken.None);

        output.WriteLine(result.Details);
        output.WriteLine(result.ToString());
        Assert.True(result.IsGood, $"{result}\n{string.Join('\n', result.Comparison.Problems.Take(20))}");
        Assert.True(result.Kills >= KillsOptions.Quick.Kills);
        Assert.True(result.Faults > 0);
    }

    [WorkersFact]
    public async Task BadJobs_Generated_AreRejectedOrRunAndGoodOnesAreDone()
    {
        var result = await new BadJobsRun(BadJobsOptions.Quick, new Progress(output.WriteLine)).RunAsync(CancellationToken.None);

        output.WriteLine(result.ToString());
        Assert.True(result.IsGood, $"{result}\n{string.Join('\n', result.Problems.Take(20))}");
        Assert.InRange(result.Rejected, BadJobsOptions.Quick.Messages / 2, BadJobsOptions.Quick.Messages);
    }

    [WorkersFact]
    [Trait("Category", "Slow")]
    public async Task Load_FewImages_AreAllThere()
    {
        // Too short for memory to become flat.
        var options = new LoadOptions { Images = 300, ImagesPerJob = 20, IsMemoryJudged = false };

        var result = await new LoadRun(options, new Progress(output.WriteLine)).RunAsync(CancellationToken.None);

        output.WriteLine(string.Join('\n', result.Lines()));
        Assert.Empty(result.Problems);
    }
}

/// <summary>Runs worker processes.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class WorkersFactAttribute : FactAttribute
{
    public WorkersFactAttribute()
    {
        if (!FunctionAppProcess.HasLocalHost)
        {
            Skip = "Chaos needs leases of seconds, which only the local host has.";
        }
    }
}
