using static TorchSharp.torch;

namespace Packages.Conformance.Tests.TorchSharp;

public class AccessTests
{
    [Fact]
    public void Data_OfAPermutedTensor_ReadsAndWritesThroughItsStrides()
    {
        using var scope = NewDisposeScope();
        var x = arange(6, float32).reshape(2, 3);
        var turned = x.transpose(0, 1);
        Assert.False(turned.is_contiguous());
        Assert.Equal([0f, 3f, 1f, 4f, 2f, 5f], turned.data<float>().ToArray());
        turned.data<float>()[2, 1] = 50;
        Assert.Equal([0f, 1f, 2f, 3f, 4f, 50f], x.data<float>().ToArray());
    }

    [Fact]
    public void Data_OfAnotherType_ThrowsArgumentException()
    {
        using var scope = NewDisposeScope();
        Assert.Throws<ArgumentException>(() => ones([2]).data<double>());
    }

    [Fact]
    public void CopyFromAndCopyTo_PartOfATensor_MoveThoseElements()
    {
        using var scope = NewDisposeScope();
        var x = zeros([4]);
        x.data<float>().CopyFrom([1f, 2f], tensorIndex: 1);
        var target = new float[3];
        x.data<float>().CopyTo(target, tensorIndex: 1);
        Assert.Equal([1f, 2f, 0f], target);
    }

    [Fact]
    public void Item_OfSeveralElements_ThrowsArgumentException()
    {
        using var scope = NewDisposeScope();
        Assert.ThrowsAny<ArgumentException>(() => ones([2]).item<float>());
        Assert.Equal(2f, (ones([1]) * 2).item<float>());
    }

    [Fact]
    public void Index_PositionsAndRanges_GiveViews()
    {
        using var scope = NewDisposeScope();
        var x = arange(24, float32).reshape(2, 3, 4);
        Assert.Equal(17f, x[1, 1, 1].item<float>());
        Assert.Equal([12f, 16f, 20f], x[1, .., 0].data<float>().ToArray());
        Assert.Equal([2, 4], x[.., 1].shape);
        x[0, 0, 0] = tensor(100f);
        Assert.Equal(100f, x.data<float>()[0]);
    }

    [Fact]
    public void Reductions_OverAxes_EqualSumsWrittenOut()
    {
        using var scope = NewDisposeScope();
        var x = tensor([1f, 2f, 3f, 4f, 5f, 7f], [2, 3]);
        Assert.Equal([6f, 16f], x.sum(1).data<float>().ToArray());
        Assert.Equal([2f, 16f / 3], x.mean([1]).data<float>().ToArray());
        Assert.Equal([5f, 7f, 10f], x.sum([0]).data<float>().ToArray());
        Assert.Equal(1f, x.var([1]).data<float>()[0], 1e-6);
        var (values, indexes) = x.max(1);
        Assert.Equal([3f, 7f], values.data<float>().ToArray());
        Assert.Equal([2L, 2L], indexes.data<long>().ToArray());
        var (top, where) = x.topk(2, 1);
        Assert.Equal([3f, 2f, 7f, 5f], top.data<float>().ToArray());
        Assert.Equal([2L, 1L, 2L, 1L], where.data<long>().ToArray());
    }

    [Fact]
    public void Comparisons_WithScalarsAndTensors_SelectElements()
    {
        using var scope = NewDisposeScope();
        var x = arange(6, float32);
        Assert.Equal([4f, 5f], x.masked_select(x > 3).data<float>().ToArray());
        Assert.Equal([true, true, false, false, false, false], (2 > x).data<bool>().ToArray());
        Assert.Equal([0f, 0f, 0f, 0f, 4f, 5f], where(x >= 4, x, zeros_like(x)).data<float>().ToArray());
    }

    [Fact]
    public void CatAndChunk_OfAHundredTensors_GoTogetherAndApart()
    {
        using var scope = NewDisposeScope();
        var parts = Enumerable.Range(0, 100).Select(i => full([1], (float)i)).ToList();
        var joined = cat(parts);
        Assert.Equal(4950f, joined.sum().item<float>());
        Assert.Equal(99f, joined.chunk(100)[99].item<float>());
    }
}
