using Diffusion.Azurite;
using Diffusion.Chaos.BadJobs;
using Diffusion.Chaos.Kills;
using Xunit.Abstractions;

namespace Diffusion.Chaos.Tests;

/// <summary>A little of what `./dev chaos` does. The long forms are run by hand.</summary>
public sealed class QuickChaosTests(ITestOutputHelper output)
{
    private const int BadMessages = 200;

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
        var result = await new BadJobsRun(new BadJobsOptions { Messages = BadMessages }, new Progress(output.WriteLine)).RunAsync(CancellationToken.None);

        output.WriteLine(result.ToString());
        Assert.True(result.IsGood, $"{result}\n{string.Join('\n', result.Problems.Take(20))}");
        Assert.InRange(result.Rejected, BadMessages / 2, BadMessages);
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
