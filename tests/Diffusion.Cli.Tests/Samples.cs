using Diffusion.Contracts;
using Diffusion.Jobs;

namespace Diffusion.Cli.Tests;

internal static class Samples
{
    public static JobPlan Plan(int count)
    {
        var request = new JobRequest { Id = "job-1", Model = "tiny", Count = count };
        return new JobPlan
        {
            Request = request,
            JobHash = JobHash.Of(request),
            ModelVersion = "1",
            ModelHash = "m",
            Rows = [1, 4],
            Labels = [0, 1],
            LabelNames = ["disc", "ring"],
            BatchSize = 4,
            Window = 2,
        };
    }
}
