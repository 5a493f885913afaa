using Diffusion.Contracts;
using Diffusion.Runtime;
using Diffusion.Sampling;
using Microsoft.Extensions.Options;

namespace Diffusion.Jobs;

/// <summary>Checks a job against the limits and its model, and finds everything that is wrong, not the first.</summary>
public sealed class JobCheck(IModelSource models, IOptions<JobLimits> options)
{
    private readonly JobLimits limits = options.Value;

    /// <summary>Checks what was read of a job. Changes nothing anywhere.</summary>
    public CheckedJob Check(JobReading reading)
    {
        var problems = new List<JobProblem>(reading.Problems);
        if (reading.Request is not { } request)
        {
            return new CheckedJob(null, null, [], problems);
        }

        CheckId(request, problems);
        CheckPrefix(request, problems);
        CheckSubmitter(request, reading, problems);
        CheckCount(request, reading, problems);
        ScaleCheck.Check(request, reading, limits, problems);
        FilmCheck.Check(request, problems);
        StartCheck.Check(request, reading, problems);
        var model = FindModel(request, reading, problems);
        IReadOnlyList<int> labels = [];
        if (model is not null)
        {
            labels = reading.Unreadable.Contains("labels") ? [] : LabelResolution.Resolve(request.Labels, model, problems);
            ScaleCheck.CheckReached(request, labels, reading, problems);
            CheckRows(model, problems);
            CheckAbilities(request, model, problems);
            CheckSampling(request, reading, model, problems);
        }

        return new CheckedJob(request, model, labels, problems);
    }

    private static void CheckId(JobRequest request, List<JobProblem> problems)
    {
        if (request.Id is not null && !JobId.IsValid(request.Id))
        {
            problems.Add(new JobProblem("id", $"\"{request.Id}\"", $"an id is letters, digits, '-' and '_', begins with a letter or digit, and has at most {JobId.MaxLength}",
                "Use such an id, or leave it out."));
        }
    }

    private static void CheckPrefix(JobRequest request, List<JobProblem> problems)
    {
        if (!BlobPath.IsInside(request.Prefix))
        {
            problems.Add(new JobProblem("prefix", $"\"{request.Prefix}\"",
                $"a prefix is folders joined by '/', each of letters, digits, '.', '-' and '_', none of them '..', at most {BlobPath.MaxLength} characters",
                "Use a prefix such as \"team/run-1\"."));
        }
        else if (BlobNames.ReservedFolders.Contains(request.Prefix.Split('/')[0]))
        {
            problems.Add(new JobProblem("prefix", $"\"{request.Prefix}\"",
                $"the first folder must not be one of the system's: {string.Join(", ", BlobNames.ReservedFolders)}", "Use another folder."));
        }
    }

    private static void CheckSubmitter(JobRequest request, JobReading reading, List<JobProblem> problems)
    {
        if (request.Submitter is { } submitter && !reading.Unreadable.Contains("submitter")
            && (submitter.Length is 0 or > JobRequest.MaxSubmitterLength || !submitter.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '@' or '+' or '-')))
        {
            problems.Add(new JobProblem("submitter", $"\"{submitter}\"",
                $"a submitter is 1 to {JobRequest.MaxSubmitterLength} letters, digits, '.', '_', '@', '+' and '-'", "Use such a name, or leave it out."));
        }
    }

    private void CheckRows(JobModel model, List<JobProblem> problems)
    {
        if (model.Rows.Count > 0 && model.Rows[^1] > limits.MaxRows)
        {
            problems.Add(new JobProblem("model", $"\"{model.Name}\"", $"a device batch has at most {limits.MaxRows} rows (limit MaxRows), and this model's has {model.Rows[^1]}",
                "Use a model with fewer rows."));
        }
    }

    private void CheckCount(JobRequest request, JobReading reading, List<JobProblem> problems)
    {
        if (!reading.Unreadable.Contains("count") && (request.Count < 1 || request.Count > limits.MaxImages))
        {
            problems.Add(new JobProblem("count", $"{request.Count}", $"a job has 1 to {limits.MaxImages} images (limit MaxImages)", $"Set count to {limits.MaxImages} or less, and use more jobs for more images."));
        }
    }

    private JobModel? FindModel(JobRequest request, JobReading reading, List<JobProblem> problems)
    {
        if (reading.Unreadable.Contains("model"))
        {
            return null;
        }

        JobModel? model = null;
        try
        {
            model = models.Names.Contains(request.Model) ? models.Find(request.Model) : null;
        }
        catch (ModelException damaged)
        {
            problems.Add(new JobProblem("model", $"\"{request.Model}\"", damaged.Message, "Repair the model's folder and submit the job again, or use another model."));
            return null;
        }

        if (model is null)
        {
            problems.Add(new JobProblem("model", $"\"{request.Model}\"", "there is no such model", $"Use one of: {string.Join(", ", models.Names)}."));
        }

        return model;
    }

    private static void CheckAbilities(JobRequest request, JobModel model, List<JobProblem> problems)
    {
        if (model.Enlarges is { } side)
        {
            problems.Add(new JobProblem("model", $"\"{model.Name}\"", $"it enlarges images of {side}×{side}, and a job has none to give it",
                "Use a model that makes images from noise. The trainer's command sample upsample enlarges a folder of images."));
        }

        if (request.Guidance.Kind is GuidanceName.Classifier or GuidanceName.Both && !model.HasClassifierGradient)
        {
            problems.Add(new JobProblem("guidance.kind", Word(request.Guidance.Kind), $"the model {model.Name} has no classifier", "Use classifierFree or none, or another model."));
        }

        if (request.Guidance.Kind == GuidanceName.Autoguidance && !model.HasWeakUnet)
        {
            problems.Add(new JobProblem("guidance.kind", "autoguidance", $"the model {model.Name} has no weaker network", "Use other guidance, or another model."));
        }

        if (request.Guidance.Kind is GuidanceName.ClassifierFree or GuidanceName.Both && !model.HasNullClass)
        {
            problems.Add(new JobProblem("guidance.kind", Word(request.Guidance.Kind), $"the model {model.Name} has no null class", "Use classifier or none, or another model."));
        }

        if (request.Start == StartName.Prior && !model.HasPrior)
        {
            problems.Add(new JobProblem("start", "prior", $"the model {model.Name} has no prior", "Start from noise or from images, or use another model."));
        }

        if (request.NetworkSees == NetworkSeesName.NullClass && model.KnowsLabels && !model.HasNullClass)
        {
            problems.Add(new JobProblem("networkSees", "nullClass", $"the model {model.Name} has no null class", "Let the network see the label, or use another model."));
        }
    }

    private static string Word(GuidanceName kind) => kind switch
    {
        GuidanceName.Both => "both",
        GuidanceName.ClassifierFree => "classifierFree",
        _ => "classifier",
    };

    private void CheckSampling(JobRequest request, JobReading reading, JobModel model, List<JobProblem> problems)
    {
        // What has its problem already must not hide another, or be told twice.
        var sampled = request with { Guidance = ScaleCheck.Allowed(request.Guidance, limits) };

        // What is wrong with every scale is told once.
        var scales = Enumerable.Range(0, sampled.Guidance.Scales?.Values.Count ?? 1);
        problems.AddRange(scales.SelectMany(scale => Sampling(sampled with { Guidance = sampled.Guidance.OfScale(scale) }, request, reading, model)).Distinct());
    }

    private IEnumerable<JobProblem> Sampling(JobRequest sampled, JobRequest request, JobReading reading, JobModel model)
    {
        try
        {
            var plan = SamplingPlan.Create(model.Settings, JobSampling.Options(sampled));
            return [.. new[] { TooManySteps(request, reading, plan), OneTimestepCheck.Of(request, model, plan), FilmCheck.TooManyFrames(request, plan, limits) }.OfType<JobProblem>()];
        }
        catch (SamplingException exception)
        {
            return exception.Problems.Select(sentence => SamplingProblems.Of(sentence, request));
        }
    }

    private JobProblem? TooManySteps(JobRequest request, JobReading reading, SamplingPlan plan)
    {
        if (plan.Steps.Count <= limits.MaxSteps || reading.Unreadable.Overlaps(["steps", "timesteps"]))
        {
            return null;
        }

        var limit = $"a job has at most {limits.MaxSteps} steps (limit MaxSteps) and this makes {plan.Steps.Count}";
        var (member, value) = SamplingProblems.Steps(request);
        return new JobProblem(member, value, limit, request.Timesteps is null ? $"Set steps to {limits.MaxSteps} or less." : "List fewer.");
    }
}

/// <summary>A job after its checks.</summary>
/// <param name="Request">The request; null where none could be read.</param>
/// <param name="Model">The model; null where there is none of that name.</param>
/// <param name="Labels">Class numbers in the order of use.</param>
/// <param name="Problems">Everything that is wrong; empty for a good job.</param>
public sealed record CheckedJob(JobRequest? Request, JobModel? Model, IReadOnlyList<int> Labels, IReadOnlyList<JobProblem> Problems);
