using Diffusion.Contracts;

namespace Diffusion.Jobs;

/// <summary>Checks what a job's chains start from, apart from what its model offers.</summary>
internal static class StartCheck
{
    public static void Check(JobRequest request, JobReading reading, List<JobProblem> problems)
    {
        CheckInterpolation(request, reading, problems);
        CheckStartImages(request, reading, problems);
    }

    private static void CheckInterpolation(JobRequest request, JobReading reading, List<JobProblem> problems)
    {
        if (request.Interpolate is not { } interpolation)
        {
            return;
        }

        var images = (long)interpolation.Pairs.Count * interpolation.Count;
        if (!reading.Unreadable.Contains("count") && request.Count != images)
        {
            problems.Add(new JobProblem("count", $"{request.Count}", $"{interpolation.Pairs.Count} pairs with {interpolation.Count} images each make {images}", $"Set count to {images}."));
        }

        if (request.Sampler == SamplerName.Ddpm || request.Eta != 0)
        {
            problems.Add(new JobProblem("interpolate", request.Sampler == SamplerName.Ddpm ? "with ddpm" : $"with eta {request.Eta}",
                "a sampler that adds noise does not carry the line between two seeds to the images", "Use ddim with eta 0, dpm++2m or heun."));
        }

        if (request.Start == StartName.Inversion)
        {
            problems.Add(new JobProblem("interpolate", "with start inversion", "an encoded image has no noise of a seed, so nothing lies between two seeds", "Set start to noise, prior or image, or leave interpolate out."));
        }
    }

    private static void CheckStartImages(JobRequest request, JobReading reading, List<JobProblem> problems)
    {
        var isWanted = request.Start is StartName.Image or StartName.Inversion;
        if (isWanted && request.StartImages is null && !reading.Unreadable.Contains("startImages"))
        {
            problems.Add(new JobProblem("startImages", "missing", "chains that start from images need some", "Name PNG blobs of the container, or start from noise."));
        }
        else if (!isWanted && request.StartImages is { } images && !reading.Unreadable.Contains("start"))
        {
            problems.Add(new JobProblem("startImages", $"{images.Names.Count} names", "chains that start from noise or the prior use none", "Leave it out, or set start to image or inversion."));
        }
    }
}
