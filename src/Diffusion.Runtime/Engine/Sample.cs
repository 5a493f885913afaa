using Diffusion.Sampling;

namespace Diffusion.Runtime;

/// <summary>One image on its way: its request, how far it is, and where it lies in the device batch.</summary>
internal sealed class Sample
{
    private readonly TaskCompletionSource<SampledImage> completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly IProgress<int>? progress;
    private readonly CancellationTokenRegistration registration;

    public Sample(ImageRequest request, int networkLabel, int nullLabel, IProgress<int>? progress, Action wake, CancellationToken cancellation)
    {
        Request = request;
        NetworkLabel = networkLabel;
        NullLabel = nullLabel;
        this.progress = progress;
        registration = cancellation.UnsafeRegister(
            (_, token) =>
            {
                completion.TrySetCanceled(token);
                wake();
            },
            null);
    }

    public ImageRequest Request { get; }

    /// <summary>What the network sees in <see cref="Row"/>.</summary>
    public int NetworkLabel { get; }

    /// <summary>What the network sees in <see cref="NullRow"/>.</summary>
    public int NullLabel { get; }

    /// <summary>The most rows that it occupies: 2 where the null class is asked as well in some step.</summary>
    public int Width => Request.Plan.NeedsNullPass ? 2 : 1;

    /// <summary>Rows that its next step needs: outside the guidance interval the null class is not asked.</summary>
    public int WidthNow => Step.NeedsNullPass ? 2 : 1;

    /// <summary>Its row in the device batch; −1 while it waits.</summary>
    public int Row { get; private set; } = -1;

    /// <summary>The row that sees the null class; equal to <see cref="Row"/> where there is none.</summary>
    public int NullRow { get; private set; } = -1;

    public int StepsDone { get; private set; }

    /// <summary>Steps in which the network was asked.</summary>
    private int NetworkStepsDone { get; set; }

    public PlannedStep Step => Request.Plan.Steps[StepsDone];

    public bool IsAtLastStep => StepsDone == Request.Plan.Steps.Count - 1;

    public Task<SampledImage> Task => completion.Task;

    /// <summary>Has made its last step, and has neither failed nor been given up: its image is to be handed out.</summary>
    public bool IsFinished => !HasEnded && StepsDone == Request.Plan.Steps.Count;

    /// <summary>Finished, failed or given up: its rows are free.</summary>
    public bool HasEnded => completion.Task.IsCompleted;

    /// <summary>x̂₀ along the chain so far.</summary>
    public List<float[]> Film { get; } = [];

    /// <summary>Whether x̂₀ of the next step belongs to the film.</summary>
    public bool IsFilmed => Step.NeedsNetwork && FilmSteps.Shows(NetworkStepsDone, Request.FilmEvery);

    /// <summary>Puts the image into rows from <paramref name="row"/> on, as many as its next step needs.</summary>
    public void MoveTo(int row)
    {
        Row = row;
        NullRow = row + WidthNow - 1;
    }

    /// <summary>Counts a step and tells the requester.</summary>
    public void Advance()
    {
        NetworkStepsDone += Step.NeedsNetwork ? 1 : 0;
        StepsDone++;
        try
        {
            progress?.Report(StepsDone);
        }
        catch (Exception error)
        {
            Fail(new ImageException($"{Describe()}: its progress could not be reported: {error.Message}", error));
        }
    }

    public void Complete(SampledImage image)
    {
        registration.Unregister();
        completion.TrySetResult(image);
    }

    public void Fail(Exception error)
    {
        registration.Unregister();
        completion.TrySetException(error);
    }

    public string Describe() => $"Image {Request.ImageIndex} of seed {Request.Seed}";
}
