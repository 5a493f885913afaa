using Diffusion.Trainer.Datasets.Npz;
using Diffusion.Trainer.Datasets.Stored;
using Diffusion.Trainer.Pictures;

namespace Diffusion.Trainer.Evaluation.Images;

/// <summary>Pictures of guided-diffusion's <c>.npz</c>: arr_0 uint8 [N, H, W, 3] and, where labels are told, arr_1 [N], with the names of its numbers in class_names or none.</summary>
public sealed class EvaluatedNpz : IEvaluatedImages
{
    public const string Images = NpzImages.Images;
    public const string LabelNumbers = NpzImages.Labels;

    private readonly int width;
    private readonly int height;

    private EvaluatedNpz(string path)
    {
        Place = path;
        using var file = new NpzFile(path);
        using (var rows = file.Open(Images))
        {
            if (rows.Header is not { Type: NpyType.UInt8, Shape: [> 0, > 0, > 0, 3] })
            {
                throw new TrainerException(
                    $"{Images} of '{path}' is [{string.Join(", ", rows.Header.Shape)}] of {NpyTypes.NameOf(rows.Header.Type)}, but pictures are [N, H, W, 3] of |u1. Name a file of such pictures.");
            }

            (Count, height, width) = (rows.Header.Shape[0], rows.Header.Shape[1], rows.Header.Shape[2]);
        }

        if (file.Has(LabelNumbers))
        {
            Labels = Array.ConvertAll(file.Read(LabelNumbers).ToIntegers(), label => checked((int)label));
            if (Labels.Count != Count)
            {
                throw new TrainerException($"'{path}' has {Count} pictures, but {Labels.Count} labels. Write it again with a label for each.");
            }

            if (file.Has(NpzImages.ClassNames))
            {
                Classes = NpzImages.NamesIn(file);
                if (Labels.FirstOrDefault(label => label < 0 || label >= Classes.Count) is var wrong and not 0)
                {
                    throw new TrainerException($"'{path}' has the label {wrong}, but names {Classes.Count} classes. Write it again with a name for each label.");
                }
            }
        }
    }

    public int Count { get; }

    public string Place { get; }

    public IReadOnlyList<int>? Labels { get; }

    public IReadOnlyList<string>? Classes { get; }

    /// <exception cref="TrainerException">There is no such file, it is damaged, or it has other arrays than pictures and labels.</exception>
    public static EvaluatedNpz Open(string path) => new(path);

    public IEnumerable<Picture> Read(IEnumerable<int> indices)
    {
        using var file = new NpzFile(Place);
        using var rows = file.Open(Images);
        var skipped = new byte[rows.Header.RowLength];
        var next = 0;
        foreach (var index in indices)
        {
            for (; next < index; next++)
            {
                rows.Read(skipped);
            }

            var picture = new Picture(width, height);
            rows.Read(picture.Pixels);
            next++;
            yield return picture;
        }
    }

    /// <summary>The name that guided-diffusion's sampling gives such a file.</summary>
    public static string NameOf(int count, int height, int width) => $"samples_{count}x{height}x{width}x3.npz";

    /// <summary>Writes pictures of one size, and their labels where they are told, for guided-diffusion's evaluator.</summary>
    /// <exception cref="TrainerException">The sizes differ, or a picture cannot be read.</exception>
    public static void Write(string path, IEvaluatedImages images)
    {
        var first = images.Read([0]).First();
        using var writer = new NpzWriter(path);
        writer.Add(Images, new NpyHeader(NpyType.UInt8, [images.Count, first.Height, first.Width, 3]), images.Read(Enumerable.Range(0, images.Count)).Select(picture =>
            (picture.Width, picture.Height) == (first.Width, first.Height)
                ? picture.Pixels
                : throw new TrainerException(
                    $"'{images.Place}' has a picture of {picture.Width}×{picture.Height}, but its first is {first.Width}×{first.Height}. The pictures of an .npz file must be of one size.")));
        if (images.Labels is { } labels)
        {
            writer.Add(LabelNumbers, NpyArray.Of<long>([.. labels.Select(label => (long)label)]));
        }

        // The numbers are those of the names that are here, not of any model's.
        if (images.Classes is { } classes)
        {
            NpzImages.AddNames(writer, classes);
        }
    }
}
