using Diffusion.Contracts;

namespace Diffusion.Jobs;

/// <summary>Lists the jobs of the container.</summary>
public sealed class JobList(JobContainer container)
{
    /// <summary>Jobs in the order of their ids, a call for some thousand of them.</summary>
    /// <param name="state">Only those of this state; null: all.</param>
    /// <param name="cancellation">Gives up.</param>
    public async IAsyncEnumerable<ListedJob> ListAsync(JobState? state, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation)
    {
        await Task.CompletedTask;
        if (container is null || state is null || cancellation.IsCancellationRequested)
        {
            throw new NotImplementedException();
        }

        yield break;
    }
}

/// <summary>A line of the list.</summary>
/// <param name="JobId">The job.</param>
/// <param name="State">Where it stands.</param>
/// <param name="Done">Images that are there.</param>
/// <param name="Total">Images that it asks for.</param>
/// <param name="Failed">Images that could not be made.</param>
/// <param name="Updated">When its status was last written.</param>
public sealed record ListedJob(string JobId, JobState State, int Done, int Total, int Failed, DateTimeOffset Updated);
