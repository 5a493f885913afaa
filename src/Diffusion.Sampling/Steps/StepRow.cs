namespace Diffusion.Sampling;

/// <summary>One row of coefficients while it is being planned: doubles go in, and are rounded to float once.</summary>
internal sealed class StepRow
{
    public const int ColumnCount = (int)StepColumn.LogVarianceHigh + 1;

    private readonly float[] values = new float[ColumnCount];

    public double this[StepColumn column]
    {
        get => values[(int)column];
        set => values[(int)column] = (float)value;
    }

    public float[] ToArray() => [.. values];
}
