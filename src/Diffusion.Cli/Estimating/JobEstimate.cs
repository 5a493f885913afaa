using System.Globalization;

namespace Diffusion.Cli;

/// <summary>Time and cost of a job: images × (UNet rows × u + gradient rows × g) seconds of a replica, times its price.</summary>
internal sealed record JobEstimate
{
    public required int Images { get; init; }

    public required JobWork Work { get; init; }

    public required StepTimes Times { get; init; }

    public required HostProfile Profile { get; init; }

    /// <summary>Replicas that share the job.</summary>
    public required int Replicas { get; init; }

    /// <summary>Price of a replica's hour; null: not known.</summary>
    public double? PricePerHour { get; init; }

    /// <summary>Seconds of one image on one replica.</summary>
    public double SecondsPerImage => Times.SecondsPerImage(Work);

    /// <summary>Seconds of replicas at work, all together.</summary>
    public double BusySeconds => Images * SecondsPerImage;

    /// <summary>Seconds of replicas that are paid for: at work, starting, and waiting for more.</summary>
    public double PaidSeconds => BusySeconds + (Replicas * (Profile.StartSeconds + Profile.CooldownSeconds));

    /// <summary>From the first message to the last image.</summary>
    public double ElapsedSeconds => Profile.StartSeconds + (BusySeconds / Replicas);

    /// <summary>Cost of 1,000 such images on a replica that is warm.</summary>
    public double? CostOfThousand => SecondsPerImage * 1000 / 3600 * PricePerHour;

    /// <summary>Cost of this job alone, start and cool-down included.</summary>
    public double? Cost => PaidSeconds / 3600 * PricePerHour;

    /// <summary>The figures and what they assume, a line each.</summary>
    public IEnumerable<string> Describe()
    {
        yield return Line($"images            {Images:N0} × {Work.NetworkRows:0.##} network rows + {Work.GradientRows:0.##} gradient rows");
        yield return Line($"seconds an image  {SecondsPerImage:0.####} = {Work.NetworkRows:0.##} × {Times.SecondsPerNetworkRow:0.######} + {Work.GradientRows:0.##} × {Times.SecondsPerGradientRow:0.######}");
        yield return Line($"at work           {Span(BusySeconds)} on one replica; {Span(ElapsedSeconds)} from start to end on {Replicas}");
        yield return Line($"paid for          {Span(PaidSeconds)} (each replica also {Profile.StartSeconds:0} s to start and {Profile.CooldownSeconds:0} s idle before it goes)");
        yield return PricePerHour is { } price
            ? Line($"cost              {Cost:0.00} for this job; {CostOfThousand:0.0000} for 1,000 images on a warm replica, at {price:0.####} an hour")
            : "cost              not known: give --price, what an hour of a replica costs in your region (GPU, cores and memory together)";
        yield return Line($"measured          {Times.Device}: {Times.How}");
        yield return "assumes           full device batches, no host lost, storage and messages free (see docs/operations.md)";
    }

    private static string Line(FormattableString line) => line.ToString(CultureInfo.InvariantCulture);

    private static string Span(double seconds) => seconds < 120
        ? Line($"{seconds:0.#} s")
        : seconds < 7200 ? Line($"{seconds / 60:0.#} min") : Line($"{seconds / 3600:0.##} h");
}
