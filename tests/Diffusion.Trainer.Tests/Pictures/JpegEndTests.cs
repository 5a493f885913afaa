using Diffusion.Trainer.Datasets.Preparation;
using Diffusion.Trainer.Pictures;

namespace Diffusion.Trainer.Tests.Pictures;

public sealed class JpegEndTests : IDisposable
{
    private const int FirstByteOfTheScan = 609;

    // 28×20, red 8x + 10, green 11y + 20, blue 4(x + y) + 40; saved by Pillow 9.4.0 with quality 90 and no subsampling.
    private const string Colours =
        "/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAAMCAgMCAgMDAwMEAwMEBQgFBQQEBQoHBwYIDAoMDAsKCwsNDhIQDQ4RDgsLEBYQERMUFRUVDA8XGBYUGBIUFRT/" +
        "2wBDAQMEBAUEBQkFBQkUDQsNFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBT/wAARCAAUABwDAREAAhEBAxEB/8QA" +
        "HwAAAQUBAQEBAQEAAAAAAAAAAAECAwQFBgcICQoL/8QAtRAAAgEDAwIEAwUFBAQAAAF9AQIDAAQRBRIhMUEGE1FhByJxFDKBkaEII0KxwRVS0fAkM2JyggkK" +
        "FhcYGRolJicoKSo0NTY3ODk6Q0RFRkdISUpTVFVWV1hZWmNkZWZnaGlqc3R1dnd4eXqDhIWGh4iJipKTlJWWl5iZmqKjpKWmp6ipqrKztLW2t7i5usLDxMXG" +
        "x8jJytLT1NXW19jZ2uHi4+Tl5ufo6erx8vP09fb3+Pn6/8QAHwEAAwEBAQEBAQEBAQAAAAAAAAECAwQFBgcICQoL/8QAtREAAgECBAQDBAcFBAQAAQJ3AAEC" +
        "AxEEBSExBhJBUQdhcRMiMoEIFEKRobHBCSMzUvAVYnLRChYkNOEl8RcYGRomJygpKjU2Nzg5OkNERUZHSElKU1RVVldYWVpjZGVmZ2hpanN0dXZ3eHl6goOE" +
        "hYaHiImKkpOUlZaXmJmaoqOkpaanqKmqsrO0tba3uLm6wsPExcbHyMnK0tPU1dbX2Nna4uPk5ebn6Onq8vP09fb3+Pn6/9oADAMBAAIRAxEAPwD440XwB939" +
        "3+letDEHhZdm22p3ui+APu/u/wBK7oVz9Oy7N9tTvdF8Afd/d/pXdCufp2XZttqdnafD/wDcD93+ldaxGh+h0M39xamNovgD7v7v9K/NYVz/AC2y7N9tTvNF" +
        "8Afd/d/pXdCufp+XZttqd7ovgD7v7v8ASu6GIP07Ls221OztfAGYR+7/AErrVfQ/QqGbe4tTj9F0a1yv7uvzqE2f5kZdiammp3ui6Na8fu67oTZ+nZdiammp" +
        "3ui6Na4X93XdCbP07LsTU01O0tNFtfIX93XYpux+h0MTU5Fqf//Z";

    private readonly TemporaryFolder folder = new();

    private static byte[] File => Convert.FromBase64String(Colours);

    [Fact]
    public void Load_WholeFile_IsWhatPillowDecodesAndCrops()
    {
        // guided-diffusion's center_crop_arr of 4 on Pillow 9.4.0. Decoders may round the inverse transform in their own ways.
        const int Tolerance = 3;
        byte[] expected =
        [
            62, 43, 75, 100, 43, 94, 138, 43, 112, 176, 43, 131, 63, 97, 95, 100, 97, 114, 138, 97, 133, 176, 97, 152,
            63, 154, 115, 101, 153, 134, 138, 154, 153, 176, 153, 172, 62, 207, 135, 100, 207, 154, 138, 207, 172, 176, 207, 191,
        ];
        var cropped = Crop.Centre(PngFile.Load(Write(File)), 4);
        Assert.All(expected.Zip(cropped.Pixels), pair => Assert.InRange(pair.Second, pair.First - Tolerance, pair.First + Tolerance));
    }

    [Theory]
    [InlineData(40)]
    [InlineData(FirstByteOfTheScan)]
    [InlineData(700)]
    [InlineData(847)]
    public void Load_TruncatedFile_IsBroken(int length) =>
        Assert.Contains("ends too early", Assert.Throws<TrainerException>(() => PngFile.Load(Write(File[..length]))).Message);

    [Theory]
    [InlineData(690, 100, true)]
    [InlineData(660, 80, true)]
    [InlineData(640, 100, false)]
    [InlineData(700, 60, false)]
    public void Load_DamagedInTheMiddle_IsBroken(int from, int length, bool cutOut)
    {
        // What a disk has lost: bytes are gone, or zeros stand for them. Beginning and end are there.
        var file = File;
        byte[] damaged = cutOut ? [.. file[..from], .. file[(from + length)..]] : [.. file[..from], .. new byte[length], .. file[(from + length)..]];
        Assert.False(JpegEnd.IsMissing(damaged));
        Assert.Contains("cannot be read as a picture", Assert.Throws<TrainerException>(() => PngFile.Load(Write(damaged))).Message);
    }

    [Fact]
    public void IsMissing_PreviewWithAnEnd_StillWantsItsOwn()
    {
        // An application's segment of 6 bytes that holds the end of a preview.
        byte[] preview = [0xFF, 0xD8, 0xFF, 0xE1, 0, 6, 1, 0xFF, 0xD9, 2, .. File[2..]];
        Assert.False(JpegEnd.IsMissing(preview));
        Assert.True(JpegEnd.IsMissing(preview.AsSpan(0, preview.Length - 2)));
    }

    [Fact]
    public void IsMissing_BytesAfterTheEnd_AreLeftAlone() => Assert.False(JpegEnd.IsMissing([.. File, 0, 0, 0]));

    [Fact]
    public void IsMissing_OtherFormat_IsFalse() => Assert.False(JpegEnd.IsMissing("\u0089PNG"u8));

    public void Dispose() => folder.Dispose();

    private string Write(byte[] bytes)
    {
        var path = Path.Combine(folder.Path, "a.jpg");
        System.IO.File.WriteAllBytes(path, bytes);
        return path;
    }
}
