using SixLabors.ImageSharp;
using SixLabors.ImageSharp.Formats.Png;
using SixLabors.ImageSharp.Formats.Png.Chunks;
using SixLabors.ImageSharp.PixelFormats;

namespace Packages.Conformance.Tests.ImageSharp;

/// <summary>Text chunks: Latin-1 goes to tEXt, long texts to zTXt, all else to iTXt.</summary>
public sealed class PngTextTests
{
    private static readonly string Long = string.Concat(Enumerable.Repeat("0123456789", 200));

    [Fact]
    public void TextData_OfEachKind_ComesBackInOrder()
    {
        PngTextData[] texts =
        [
            new("Short", "Latin-1: é", "", ""),
            new("Long", Long, "", ""),
            new("Unicode", "ᾱ ≥ 0", "", ""),
            new("LongUnicode", Long + "ε", "", ""),
            new("Tagged", "Bild", "de", "Schlüssel"),
            new("Empty", "", "", ""),
        ];
        var file = Save(texts, new PngEncoder());
        Assert.Equal(["tEXt", "zTXt", "iTXt", "iTXt", "iTXt", "tEXt"], PngChunkList.Of(file).Select(chunk => chunk.Type).Where(type => type.EndsWith("Xt")));
        using var again = Image.Load<Rgb24>(file);
        Assert.Equal(texts, again.Metadata.GetPngMetadata().TextData);
        Assert.Equal(texts, Image.Identify(file).Metadata.GetPngMetadata().TextData);
    }

    [Fact]
    public void TextCompressionThreshold_Large_LeavesLongTextsPlain()
    {
        var file = Save([new("Long", Long, "", "")], new PngEncoder { TextCompressionThreshold = Long.Length });
        Assert.Contains(PngChunkList.Of(file), chunk => chunk.Type == "tEXt" && chunk.Length == "Long".Length + 1 + Long.Length);
    }

    [Fact]
    public void SkipMetadata_Set_LeavesOnlyTheImage()
    {
        var file = Save([new("Short", "text", "", "")], new PngEncoder { SkipMetadata = true });
        Assert.Equal(["IHDR", "IDAT", "IEND"], PngChunkList.Of(file).Select(chunk => chunk.Type));
    }

    [Fact]
    public void ChunkFilter_ExcludeTextChunks_LeavesOutTexts()
    {
        var file = Save([new("Short", "text", "", "")], new PngEncoder { ChunkFilter = PngChunkFilter.ExcludeTextChunks });
        Assert.Equal(["IHDR", "pHYs", "IDAT", "IEND"], PngChunkList.Of(file).Select(chunk => chunk.Type));
    }

    [Fact]
    public void Keyword_Empty_IsRefused() => Assert.ThrowsAny<ArgumentException>(() => new PngTextData("", "text", "", ""));

    [Fact]
    public void DeepClone_OfAnImage_HasTextsOfItsOwn()
    {
        using var image = new Image<Rgb24>(1, 1);
        image.Metadata.GetPngMetadata().TextData.Add(new("A", "1", "", ""));
        using var clone = image.Clone();
        clone.Metadata.GetPngMetadata().TextData.Add(new("B", "2", "", ""));
        Assert.Single(image.Metadata.GetPngMetadata().TextData);
        Assert.Equal(2, clone.Metadata.GetPngMetadata().TextData.Count);
    }

    private static byte[] Save(PngTextData[] texts, PngEncoder encoder)
    {
        using var image = new Image<Rgb24>(2, 2);
        foreach (var text in texts)
        {
            image.Metadata.GetPngMetadata().TextData.Add(text);
        }

        using var stream = new MemoryStream();
        image.SaveAsPng(stream, encoder);
        return stream.ToArray();
    }
}
