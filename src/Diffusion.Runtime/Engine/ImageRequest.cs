using Diffusion.Sampling;

namespace Diffusion.Runtime;

/// <summary>One image to sample. Equal requests give equal bytes on the same model and kind of device.</summary>
/// <param name="Plan">Its steps.</param>
/// <param name="NetworkLabel">The label that the network sees; null: the null class, or none where the network knows no labels.</param>
/// <param name="ClassifierLabel">The label that the classifier pulls towards; needed where the plan has classifier guidance.</param>
/// <param name="Seed">The job's seed.</param>
/// <param name="ImageIndex">The image's index in its job; with the seed it chooses the noise.</param>
public sealed record ImageRequest(SamplingPlan Plan, int? NetworkLabel, int? ClassifierLabel, ulong Seed, uint ImageIndex);
