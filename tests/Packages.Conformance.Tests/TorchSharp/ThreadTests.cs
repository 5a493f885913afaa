using static TorchSharp.torch;

namespace Packages.Conformance.Tests.TorchSharp;

public class ThreadTests
{
    [Fact]
    public void SetNumThreads_OnOneThread_HoldsOnANewThread()
    {
        set_num_threads(1);
        var seen = 0;
        var thread = new Thread(() => seen = get_num_threads());
        thread.Start();
        thread.Join();
        Assert.Equal(1, seen);
    }

    [Fact]
    public void NoGrad_OnOneThread_DoesNotReachAnother()
    {
        using var quiet = no_grad();
        var enabled = false;
        var thread = new Thread(() => enabled = is_grad_enabled());
        thread.Start();
        thread.Join();
        Assert.True(enabled);
        Assert.False(is_grad_enabled());
    }

    [Fact]
    public void DisposeScope_OfOneThread_DoesNotOwnAnothersTensors()
    {
        using var scope = NewDisposeScope();
        Tensor? made = null;
        var thread = new Thread(() => made = ones([2]));
        thread.Start();
        thread.Join();
        Assert.Equal(0, scope.DisposablesCount);
        made!.Dispose();
    }
}
