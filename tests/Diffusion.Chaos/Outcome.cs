namespace Diffusion.Chaos;

/// <summary>How a run is told at its end.</summary>
internal static class Outcome
{
    private const int Shown = 100;

    /// <summary>Prints problems, the seed and the lines that sum it up; the exit status.</summary>
    public static int Print(int seed, IReadOnlyList<string> problems, params IEnumerable<string> lines)
    {
        foreach (var problem in problems.Take(Shown))
        {
            Console.WriteLine(problem);
        }

        if (problems.Count > Shown)
        {
            Console.WriteLine($"and {problems.Count - Shown} more");
        }

        Console.WriteLine($"seed {seed}");
        foreach (var line in lines)
        {
            Console.WriteLine(line);
        }

        return problems.Count == 0 ? 0 : 1;
    }
}
