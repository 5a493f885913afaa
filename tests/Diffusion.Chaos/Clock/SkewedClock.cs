using System.Diagnostics;

namespace Diffusion.Chaos.Clock;

/// <summary>
/// A wrong wall clock for whole processes: a small library, built with this machine's C compiler and loaded before libc, moves
/// what the process reads by some seconds. The machine's own clock, Azurite's and the harness's stay right.
/// </summary>
internal sealed class SkewedClock
{
    private readonly string library;

    private SkewedClock(string library) => this.library = library;

    /// <summary>Builds the library; null where there is no C compiler, or this is not Linux.</summary>
    public static async Task<SkewedClock?> TryBuildAsync(string folder)
    {
        if (!OperatingSystem.IsLinux())
        {
            return null;
        }

        var built = Path.Combine(folder, "skewed-clock.so");
        var source = Path.Combine(AppContext.BaseDirectory, "Clock", "skewed-clock.c");
        try
        {
            using var compiler = Process.Start(new ProcessStartInfo("cc", ["-shared", "-fPIC", "-O1", "-o", built, source, "-ldl"]))!;
            await compiler.WaitForExitAsync();
            return compiler.ExitCode == 0 ? new SkewedClock(built) : null;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null;
        }
    }

    /// <summary>Environment variables of a process whose clock is off.</summary>
    public IReadOnlyDictionary<string, string> By(TimeSpan offset) => new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["LD_PRELOAD"] = library,
        ["CHAOS_CLOCK_SECONDS"] = $"{(long)offset.TotalSeconds}",
    };

    /// <summary>How far a web server's clock is off, by the Date header of its answers.</summary>
    public static async Task<TimeSpan> OffsetOfAsync(Uri server)
    {
        using var http = new HttpClient();
        using var answer = await http.GetAsync(server);
        return (answer.Headers.Date ?? DateTimeOffset.UtcNow) - DateTimeOffset.UtcNow;
    }
}
