using System.Text;
using System.Text.Json;
using Diffusion.Chaos.Service;
using Diffusion.Contracts;
using Diffusion.Jobs;

namespace Diffusion.Chaos.Jobs;

/// <summary>Good jobs of every kind. Which job has which number follows from the seed alone.</summary>
internal sealed class JobFeed(int seed)
{
    /// <summary>The folder of all these jobs.</summary>
    public const string Prefix = "chaos";

    private const int MostImages = 36;
    private const int MostFilms = 3;

    /// <summary>Job number <paramref name="index"/>.</summary>
    public JobRequest Job(int index)
    {
        var random = Random(index);
        var request = new JobRequest
        {
            Id = $"job-{seed}-{index:D5}",
            Model = TinyModel.Name,
            Prefix = Prefix,
            Count = random.Next(4) == 0 ? 1 : random.Next(2, MostImages),
            Seed = (ulong)random.NextInt64(),
            Steps = $"{random.Next(2, 9)}",
            Sampler = random.Next(2) == 0 ? SamplerName.Ddim : SamplerName.Ddpm,
            Guidance = random.Next(3) switch
            {
                0 => GuidanceRequest.None,
                1 => new GuidanceRequest { Kind = GuidanceName.ClassifierFree, Scale = 2 },
                _ => new GuidanceRequest { Kind = GuidanceName.Classifier, Scale = 3 },
            },
        };
        return random.Next(10) == 0 ? request with { Film = 2, Count = Math.Min(request.Count, MostFilms) } : request;
    }

    /// <summary>Puts a job on the queue: mostly as it is, now and then as base64 or by a blob.</summary>
    public async Task<JobRequest> SubmitAsync(Storage storage, int index)
    {
        var request = Job(index);
        var text = JsonSerializer.Serialize(request, ContractsJson.Default.JobRequest);
        await storage.Client.SendAsync(await WrapAsync(storage, text, request, index), request.Id);
        return request;
    }

    private static async Task<string> WrapAsync(Storage storage, string text, JobRequest request, int index)
    {
        switch (index % 7)
        {
            case 3:
                return Convert.ToBase64String(Encoding.UTF8.GetBytes(text));
            case 5:
                var name = $"inbox/{request.Id}.json";
                await storage.Jobs.WriteAsync(name, BinaryData.FromString(text), BlobContent.Json, CancellationToken.None);
                return JsonSerializer.Serialize(new JobBlobReference { JobBlob = name }, ContractsJson.Default.JobBlobReference);
            default:
                return text;
        }
    }

    private Random Random(int index) => new(unchecked((seed * 1_000_003) + index));
}
