using Diffusion.Graph;

namespace Diffusion.Sampling;

/// <summary>The step graph's coefficients: one value [N, 1, 1, 1] a column.</summary>
internal sealed class StepCoefficients
{
    private readonly Value[] columns;
    private readonly Value zero;

    /// <param name="graph">The graph that the coefficients belong to.</param>
    /// <param name="rows">[N, K].</param>
    public StepCoefficients(GraphBuilder graph, Value rows)
    {
        zero = graph.Constant(0f);
        columns = Ops.Split(Ops.Reshape(rows, 0, StepRow.ColumnCount, 1, 1), 1, [.. Enumerable.Repeat(1L, StepRow.ColumnCount)]);
    }

    public Value this[StepColumn column] => columns[(int)column];

    /// <summary>coefficient·tensor; 0 where the coefficient is 0, even if the tensor holds NaN there.</summary>
    public Value Term(StepColumn column, Value tensor) => Ops.Where(IsOff(column), zero, this[column] * tensor);

    /// <summary>True in rows where the coefficient is 0.</summary>
    public Value IsOff(StepColumn column) => Ops.Equal(this[column], zero);
}
