namespace Packages.Conformance.Tests.PublicApi;

/// <summary>A test of the stand-ins themselves.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class StandInTheoryAttribute : TheoryAttribute
{
    public StandInTheoryAttribute()
    {
        if (AppContext.BaseDirectory.Contains($"{Path.DirectorySeparatorChar}official{Path.DirectorySeparatorChar}"))
        {
            Skip = "Built with the official packages, which the lists were read from.";
        }
    }
}
