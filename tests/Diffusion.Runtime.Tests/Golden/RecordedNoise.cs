using Diffusion.Sampling;

namespace Diffusion.Runtime.Tests.Golden;

/// <summary>The noise of one image of a case: what its chain starts from, and one draw a step.</summary>
internal sealed class RecordedNoise(float[] start, Func<int, float[]> step) : IImageNoise
{
    public void Fill(Span<float> destination, NoiseStream stream, uint draw) =>
        (stream == NoiseStream.Start ? start : step((int)draw)).CopyTo(destination);
}
