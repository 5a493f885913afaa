namespace Diffusion.Trainer.Datasets;

/// <summary>Parts a data set: every k-th picture is kept away from training, so that each class gives its share.</summary>
/// <param name="Training">Indices that are trained on.</param>
/// <param name="Test">Indices that are not.</param>
public sealed record HeldOut(int[] Training, int[] Test)
{
    /// <param name="count">Pictures in the data set.</param>
    /// <param name="every">k; 0 keeps none away.</param>
    public static HeldOut Split(int count, int every)
    {
        var isTest = (int index) => every > 0 && index % every == every - 1;
        return new HeldOut(
            [.. Enumerable.Range(0, count).Where(index => !isTest(index))],
            [.. Enumerable.Range(0, count).Where(isTest)]);
    }
}
