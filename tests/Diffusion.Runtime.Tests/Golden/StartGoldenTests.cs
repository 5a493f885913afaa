using Diffusion.Golden;
using Diffusion.Sampling;

namespace Diffusion.Runtime.Tests.Golden;

/// <summary>A given image noised to a timestep, as chains start from it, is guided-diffusion's q_sample.</summary>
[Trait("Golden", "diffusion")]
public sealed class StartGoldenTests
{
    public static IEnumerable<object[]> Cases => GoldenFolder.Group("diffusion");

    [Theory]
    [MemberData(nameof(Cases))]
    public void Fill_GoldenCase_IsXt(string name) => GoldenFolder.Check(name, golden =>
    {
        var (images, noises) = (Rows(golden, "x_start"), Rows(golden, "noise"));
        var starts = ((long[])golden.Tensors["t"].Values).Select((t, row) => Start(Plan(golden, (int)t), images[row], noises[row]));
        golden.Check("x_t", golden.Tensors["x_t"].Shape, starts.SelectMany(x => x).ToArray());
    });

    /// <summary>A chain that begins at place k of those that are kept.</summary>
    private static SamplingPlan Plan(GoldenCase golden, int k)
    {
        var schedule = NoiseSchedule.Create(golden.Config.GetProperty("schedule").GetString()!, golden.Config.GetProperty("T").GetInt32());
        var kept = TimestepSpacing.Space(schedule.Timesteps, golden.Config.TryGetProperty("respacing", out var respacing) ? GoldenSampling.Steps(respacing) : "");
        return SamplingPlan.Create(
            new DiffusionModelSettings(schedule, PredictionKind.Epsilon, VarianceKind.FixedSmall),
            new SamplingOptions { Timesteps = [.. kept.Take(k + 1)], Start = StartKind.Image });
    }

    private static float[] Start(SamplingPlan plan, float[] image, float[] noise)
    {
        var x = new float[image.Length];
        StartingPoint.Fill(x, new ImageRequest(plan, null, null, 0, 0) { StartImage = image, Noise = new RecordedNoise(noise, _ => []) }, prior: null);
        return x;
    }

    private static float[][] Rows(GoldenCase golden, string tensor)
    {
        var all = golden.Tensors[tensor];
        return [.. all.ToSingles().Chunk(all.Values.Length / (int)all.Shape[0])];
    }
}
