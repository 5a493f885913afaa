namespace Diffusion.Graph;

/// <summary>Linear interpolation along one axis as a matrix.</summary>
internal static class LinearInterpolation
{
    /// <summary>Row i holds the weights of the source pixels in pixel i: [to, from], row-major. Centres lie at half pixels; edges repeat.</summary>
    public static double[] Matrix(long from, long to)
    {
        var matrix = new double[to * from];
        for (long i = 0; i < to; i++)
        {
            var source = Math.Clamp(((i + 0.5) * from / to) - 0.5, 0, from - 1);
            var left = (long)Math.Floor(source);
            var right = Math.Min(left + 1, from - 1);
            matrix[(i * from) + left] += 1 - (source - left);
            matrix[(i * from) + right] += source - left;
        }

        return matrix;
    }
}
