using static TorchSharp.torch;

namespace Packages.Conformance.Tests.TorchSharp;

public class LifetimeTests
{
    [Fact]
    public void DisposeScope_ManyLargeTensorsInTurn_GivesTheirMemoryBack()
    {
        using var outer = NewDisposeScope();
        var before = Environment.WorkingSet;
        for (var i = 0; i < 32; i++)
        {
            using var scope = NewDisposeScope();
            _ = ones([2 << 20]) * 2;
        }

        // 32 rounds of two tensors of 8 MiB: 512 MiB, were they kept.
        Assert.True(Environment.WorkingSet - before < 128L << 20);
    }

    [Fact]
    public void DisposeScope_Inner_OwnsWhatItsBodyMakes()
    {
        using var outer = NewDisposeScope();
        var first = ones([2]);
        using (var inner = NewDisposeScope())
        {
            var second = first + first;
            Assert.Equal(1, inner.DisposablesCount);
            Assert.True(inner.Contains(second));
            Assert.False(inner.Contains(first));
        }

        Assert.False(first.IsInvalid);
        Assert.Equal(1, outer.DisposablesCount);
    }

    [Fact]
    public void DetachFromDisposeScope_Tensor_OutlivesAllScopes()
    {
        Tensor kept;
        using (NewDisposeScope())
        {
            kept = ones([2]).DetachFromDisposeScope();
        }

        Assert.False(kept.IsInvalid);
        kept.Dispose();
        Assert.True(kept.IsInvalid);
    }

    [Fact]
    public void MoveToOtherDisposeScope_Tensor_LivesAsLongAsThatScope()
    {
        Tensor moved;
        using (var outer = NewDisposeScope())
        {
            using (NewDisposeScope())
            {
                moved = ones([2]).MoveToOtherDisposeScope(outer);
            }

            Assert.False(moved.IsInvalid);
        }

        Assert.True(moved.IsInvalid);
    }

    [Fact]
    public void Dispose_Twice_IsHarmless()
    {
        var tensor = ones([2]);
        tensor.Dispose();
        tensor.Dispose();
        Assert.Throws<InvalidOperationException>(() => tensor.data<float>());
    }

    [Fact]
    public void To_TypeItHasAlready_GivesAnotherObjectOverTheSameNumbers()
    {
        using var scope = NewDisposeScope();
        var x = zeros([2]);
        var same = x.to(float32);
        same.fill_(3);
        same.Dispose();
        Assert.Equal([3f, 3f], x.data<float>().ToArray());

        var onCpu = x.cpu();
        onCpu.Dispose();
        Assert.False(x.IsInvalid);
    }

    [Fact]
    public void InPlace_AnyOperation_ReturnsTheTensorItself()
    {
        using var scope = NewDisposeScope();
        var x = ones([3]);
        Assert.Same(x, x.add_(1).mul_(2).sub_(0.5).div_(2).clamp_(0, 10).sqrt_().zero_().fill_(4).copy_(zeros([3])));
        Assert.Same(x, x.lerp_(ones([3]), full([], 0.25)).addcmul_(x, x, 1).addcdiv_(x, ones([3]), 1).normal_().uniform_(0, 1));
    }

    [Fact]
    public void Finalizers_TensorsWithoutScope_AreFreed()
    {
        var before = Environment.WorkingSet;
        for (var i = 0; i < 32; i++)
        {
            _ = ones([2 << 20]);
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        // 32 tensors of 8 MiB: 256 MiB, were they kept.
        Assert.True(Environment.WorkingSet - before < 128L << 20);
    }
}
