using Diffusion.Trainer.Datasets.Npz;

namespace Diffusion.Trainer.Evaluation.Images;

/// <summary>Opens pictures by their path.</summary>
public static class EvaluatedImages
{
    /// <param name="path">A folder or an <c>.npz</c> file.</param>
    /// <exception cref="TrainerException">There are no pictures.</exception>
    public static IEvaluatedImages Open(string path) =>
        TryOpen(path) ?? throw new TrainerException($"'{path}' has no pictures ({EvaluatedNpz.Images}), only moments. Name pictures.");

    /// <summary>The same; null where an <c>.npz</c> has moments alone.</summary>
    public static IEvaluatedImages? TryOpen(string path)
    {
        if (!File.Exists(path))
        {
            return EvaluatedFolder.Open(path);
        }

        using (var file = new NpzFile(path))
        {
            if (!file.Has(EvaluatedNpz.Images) && ReferenceStatistics.AreIn(file))
            {
                return null;
            }
        }

        return EvaluatedNpz.Open(path);
    }
}
