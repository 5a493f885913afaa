namespace Diffusion.Runtime.Tests.Analytic;

/// <summary>
/// ᾱ of 1,000 timesteps, written down apart from the product: ᾱ_t = f(t + 1)/f(0) with f(t) = cos²((t/T + 0.008)/1.008·π/2), the
/// last β held at 0.999 (Nichol and Dhariwal 2021, eq. 17).
/// </summary>
internal static class CosineAlphaBar
{
    private const int Timesteps = 1000;

    public static IReadOnlyList<double> Values { get; } =
        [.. Enumerable.Range(1, Timesteps - 1).Select(t => F(t) / F(0)), 0.001 * F(Timesteps - 1) / F(0)];

    private static double F(double t) => Math.Pow(Math.Cos(((t / Timesteps) + 0.008) / 1.008 * Math.PI / 2), 2);
}
