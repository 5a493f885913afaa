namespace Packages.Conformance.App;

/// <summary>A scoped service: each invocation gets its own.</summary>
public sealed class InvocationNumber
{
    private static int last;

    public int Value { get; } = Interlocked.Increment(ref last);
}
