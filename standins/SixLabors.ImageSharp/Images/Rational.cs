using System.Runtime.InteropServices;

namespace SixLabors.ImageSharp;

/// <summary>A number as a fraction.</summary>
[StructLayout(LayoutKind.Auto)]
public readonly struct Rational : IEquatable<Rational>
{
    public Rational(uint value)
        : this(value, 1)
    {
    }

    /// <summary>A fraction in its lowest terms.</summary>
    public Rational(uint numerator, uint denominator)
        : this(numerator, denominator, simplify: true)
    {
    }

    public Rational(uint numerator, uint denominator, bool simplify)
    {
        var divisor = simplify ? Math.Max(1, GreatestCommonDivisor(numerator, denominator)) : 1;
        Numerator = numerator / divisor;
        Denominator = denominator / divisor;
    }

    public uint Numerator { get; }

    public uint Denominator { get; }

    public static bool operator ==(Rational left, Rational right) => left.Equals(right);

    public static bool operator !=(Rational left, Rational right) => !left.Equals(right);

    public double ToDouble() => Numerator / (double)Denominator;

    public override bool Equals(object? obj) => obj is Rational other && Equals(other);

    /// <summary>Equal in value: 1/5 is 2/10.</summary>
    public bool Equals(Rational other)
    {
        var (left, right) = (new Rational(Numerator, Denominator), new Rational(other.Numerator, other.Denominator));
        return left.Numerator == right.Numerator && left.Denominator == right.Denominator;
    }

    public override int GetHashCode()
    {
        var lowest = new Rational(Numerator, Denominator);
        return HashCode.Combine(lowest.Numerator, lowest.Denominator);
    }

    private static uint GreatestCommonDivisor(uint a, uint b) => b == 0 ? a : GreatestCommonDivisor(b, a % b);
}
