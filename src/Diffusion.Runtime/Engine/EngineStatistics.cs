namespace Diffusion.Runtime;

/// <summary>What an engine has done so far.</summary>
/// <param name="Steps">Device batches stepped.</param>
/// <param name="Images">Images finished.</param>
/// <param name="Evaluations">Rows that the UNet was asked about, without padding.</param>
/// <param name="WeakEvaluations">Rows that the weaker UNet was asked about.</param>
/// <param name="GradientEvaluations">Rows that the classifier's gradient was asked about.</param>
/// <param name="ModelSeconds">Seconds in the networks: UNets and classifier gradient.</param>
/// <param name="OtherSeconds">Seconds in everything else of a step: noise that was not drawn while the networks ran, coefficients, the step's own graph, results.</param>
/// <param name="AllocatedBytes">Managed bytes allocated by the steps themselves, without admitting and finishing images.</param>
/// <param name="Rows">Rows occupied now.</param>
/// <param name="PeakRows">The most rows occupied at once.</param>
public sealed record EngineStatistics(
    long Steps, long Images, long Evaluations, long WeakEvaluations, long GradientEvaluations,
    double ModelSeconds, double OtherSeconds, long AllocatedBytes, int Rows, int PeakRows);
