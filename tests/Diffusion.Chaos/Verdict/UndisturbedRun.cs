using Diffusion.Chaos.Service;
using Diffusion.Contracts;

namespace Diffusion.Chaos.Verdict;

/// <summary>The same jobs on a quiet day: another Azurite, other processes, no proxy.</summary>
internal static class UndisturbedRun
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(30);

    public static async Task<IReadOnlyDictionary<string, JobFolder>> RunAsync(IReadOnlyList<JobRequest> jobs, CancellationToken cancellation)
    {
        await using var service = await ChaosService.StartAsync(new ServiceOptions { ThroughProxy = false });
        foreach (var job in jobs)
        {
            await service.Storage.Client.SubmitAsync(job, cancellation);
        }

        using var late = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        late.CancelAfter(Patience);
        while (service.Completions.Jobs < jobs.Count)
        {
            await Task.Delay(100, late.Token);
        }

        return await JobFolder.ReadAllAsync(service.Storage, jobs);
    }
}
