using Microsoft.ML.OnnxRuntime;

namespace Diffusion.Runtime;

/// <summary>A classifier of clean images, trained apart from the model that it judges.</summary>
public sealed class Judge : IDisposable
{
    private readonly InferenceSession session;
    private readonly RunOptions run = new();
    private readonly ModelCard card;

    /// <summary>Loads a model's judge.</summary>
    /// <exception cref="ModelException">The model has none, or its file does not fit the card.</exception>
    public Judge(ModelFolder model, Device device)
    {
        card = model.Card;
        var path = model.JudgePath
            ?? throw new ModelException($"Model '{card.Name}' has no judge. Export it with one, or do without the agreement.");
        session = SessionFactory.Load(device, path);
        var problems = new List<string>();
        var check = new SessionCheck("judge", session, problems);
        check.Input(NetworkTensors.X, -1, card.Channels, card.ImageSize, card.ImageSize);
        check.Output(NetworkTensors.Logits, -1, card.Classes.Count);
        check.Output(NetworkTensors.Features, -1, -1);
        if (problems.Count > 0)
        {
            Dispose();
            throw new ModelException(problems);
        }
    }

    /// <summary>The likeliest label of each image.</summary>
    /// <param name="images">[C, H, W] each, in [−1, 1].</param>
    /// <exception cref="ArgumentException">An image has another number of elements.</exception>
    public int[] Classify(IReadOnlyList<float[]> images) => Array.ConvertAll(Run(images, NetworkTensors.Logits), LargestIndex);

    /// <summary>What the judge sees in each image, before its last layer: [F] each.</summary>
    /// <param name="images">[C, H, W] each, in [−1, 1].</param>
    /// <exception cref="ArgumentException">An image has another number of elements.</exception>
    public float[][] Features(IReadOnlyList<float[]> images) => Run(images, NetworkTensors.Features);

    public void Dispose()
    {
        run.Dispose();
        session.Dispose();
    }

    private static int LargestIndex(float[] values) => Array.IndexOf(values, values.Max());

    private float[][] Run(IReadOnlyList<float[]> images, string output)
    {
        var length = card.Channels * card.ImageSize * card.ImageSize;
        var rows = new float[images.Count][];
        foreach (var batch in Enumerable.Range(0, images.Count).Chunk(card.Rows[^1]))
        {
            var x = new float[batch.Length * length];
            foreach (var (image, row) in batch.Select((image, row) => (image, row)))
            {
                if (images[image].Length != length)
                {
                    throw new ArgumentException(
                        $"Image {image} has {images[image].Length} elements, but {card.Channels}×{card.ImageSize}×{card.ImageSize} are {length}. Give images of the model's size.",
                        nameof(images));
                }

                images[image].CopyTo(x, row * length);
            }

            using var value = OrtValue.CreateTensorValueFromMemory(x, [batch.Length, card.Channels, card.ImageSize, card.ImageSize]);
            using var results = session.Run(run, [NetworkTensors.X], [value], [output]);
            var values = results[0].GetTensorDataAsSpan<float>();
            var width = values.Length / batch.Length;
            for (var row = 0; row < batch.Length; row++)
            {
                rows[batch[row]] = values.Slice(row * width, width).ToArray();
            }
        }

        return rows;
    }
}
