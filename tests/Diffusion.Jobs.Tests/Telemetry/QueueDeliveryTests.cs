using System.Text;

namespace Diffusion.Jobs.Tests.Telemetry;

public sealed class QueueDeliveryTests
{
    private const string Trace = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

    [Fact]
    public void Read_AJob_HasItsIdAndTrace() =>
        Assert.Equal(("mine", null, Trace), Read($$"""{"id":"mine","model":"m","traceParent":"{{Trace}}"}"""));

    [Fact]
    public void Read_Base64OfABatch_HasJobBatchAndTrace() =>
        Assert.Equal(("mine", 7, Trace), Read(Convert.ToBase64String(Encoding.UTF8.GetBytes($$"""{"jobId":"mine","batch":7,"traceParent":"{{Trace}}"}"""))));

    [Theory]
    [InlineData("")]
    [InlineData("hello")]
    [InlineData("[1]")]
    [InlineData("{")]
    [InlineData("""{"id":7,"batch":"x","traceParent":{}}""")]
    [InlineData("""{"id":"../..","batch":1e99,"traceParent":"00-0-0-0"}""")]
    [InlineData("""{"id":"\ud800"}""")]
    [InlineData("\ud800")]
    public void Read_AnythingElse_HasNothing(string message) => Assert.Equal((null, null, null), Read(message));

    private static (string?, int?, string?) Read(string message) => new QueueDelivery("queue", message, "id").Read();
}
