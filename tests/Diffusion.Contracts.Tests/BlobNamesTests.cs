namespace Diffusion.Contracts.Tests;

public sealed class BlobNamesTests
{
    [Fact]
    public void Film_AnImage_StandsBesideItsFrames()
    {
        Assert.Equal("films/00000007_ice-cream.png", BlobNames.Film(7, "ice cream"));
        Assert.Equal("films/00000007_ice-cream/0003_t0481.png", BlobNames.FilmFrame(7, "ice cream", 3, 480.6));
    }

    [Fact]
    public void Image_WithoutAClass_IsItsIndexAlone()
    {
        Assert.Equal("images/00000007_ice-cream.png", BlobNames.Image(7, "ice cream"));
        Assert.Equal("images/00000007.png", BlobNames.Image(7, ""));
        Assert.Equal("films/00000007/0003_t0481.png", BlobNames.FilmFrame(7, "", 3, 480.6));
    }

    [Fact]
    public void FilmFrame_TheFramesOfAChain_SortInTheirOrder()
    {
        string[] names = [.. Enumerable.Range(0, 1200).Select(frame => BlobNames.FilmFrame(0, "disc", frame, 1199 - frame))];
        Assert.Equal(names.Order(StringComparer.Ordinal), names);
        Assert.All(names, name => Assert.True(BlobPath.IsInside(name)));
    }
}
