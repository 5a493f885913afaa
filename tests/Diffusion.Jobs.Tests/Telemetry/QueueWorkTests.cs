using System.Diagnostics;
using System.Text.Json;
using Azure.Storage.Queues.Models;
using Diffusion.Contracts;
using Diffusion.Jobs.Tests.Harness;
using Diffusion.Runtime;
using Microsoft.Extensions.Logging;

namespace Diffusion.Jobs.Tests.Telemetry;

/// <summary>What can be followed of a job from outside, through Azurite's queues.</summary>
[Collection(AzuriteTests.Name)]
public sealed class QueueWorkTests(AzuriteFixture azurite)
{
    private static readonly ActivitySource Producer = new("producer");
    private static readonly JobRequest Request = new() { Model = FakeModels.Tiny, Count = 18, Steps = "2" };

    [Fact]
    public async Task Job_AcrossItsQueues_IsOneTrace()
    {
        await using var jobs = await JobsHarness.CreateAsync(azurite);
        using var recorder = new TelemetryRecorder(jobs);
        var order = Producer.StartActivity("order")!;
        var job = await jobs.Get<JobClient>().SubmitAsync(Request);
        order.Stop();

        await WorkAsync(jobs);

        var spans = recorder.Spans(order.TraceId);
        var plan = Assert.Single(spans, span => span.OperationName == TelemetryNames.PlanSpan);
        var batches = spans.Where(span => span.OperationName == TelemetryNames.BatchSpan).ToList();
        var finish = Assert.Single(spans, span => span.OperationName == TelemetryNames.FinishSpan);
        Assert.Equal(order.SpanId, plan.ParentSpanId);
        Assert.Equal(Enumerable.Range(0, 5), batches.Select(span => (int)span.GetTagItem(TelemetryNames.BatchTag)!).Order());
        Assert.All(batches, batch => Assert.Equal(plan.SpanId, batch.ParentSpanId));
        Assert.Contains(batches, batch => batch.SpanId == finish.ParentSpanId);
        Assert.All(batches.Append(plan).Append(finish), span => Assert.Equal(job.JobId, span.GetTagItem(TelemetryNames.JobTag)));
        var completed = Assert.Single(await jobs.CompletionsAsync());
        Assert.True(TraceParent.TryParse(completed.TraceParent, out var end));
        Assert.Equal((order.TraceId, finish.SpanId), (end.TraceId, end.SpanId));
    }

    /// <summary>Nobody traces in this process, but the enqueuing app does: what it began must not end here.</summary>
    [Fact]
    public async Task Job_WhereNobodyListens_PassesItsTraceOn()
    {
        await using var jobs = await JobsHarness.CreateAsync(azurite);
        const string Trace = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
        await jobs.Get<JobClient>().SubmitAsync(Request with { TraceParent = Trace });

        await WorkAsync(jobs);

        Assert.Equal(Trace, Assert.Single(await jobs.CompletionsAsync()).TraceParent);
    }

    [Fact]
    public async Task Trace_OfAJob_ChangesNothingOfIt()
    {
        await using var jobs = await JobsHarness.CreateAsync(azurite);
        var named = Request with { Id = "traced" };
        await jobs.Get<JobClient>().SubmitAsync(named with { TraceParent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01" });
        await WorkAsync(jobs);
        var before = await jobs.BlobsAsync();

        await jobs.Get<JobClient>().SubmitAsync(named with { TraceParent = "nonsense" });
        await WorkAsync(jobs);

        Assert.Equal(before, await jobs.BlobsAsync());
        Assert.DoesNotContain("traceParent", BinaryData.FromBytes(await jobs.ReadAsync("results/traced/job.json")).ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Counts_OfAJobWithARetryAndAFailedImage_AreThose()
    {
        await using var jobs = await JobsHarness.CreateAsync(azurite);
        using var recorder = new TelemetryRecorder(jobs);
        var broken = true;
        jobs.Models.Failure = request => request.ImageIndex switch
        {
            7 => new ImageException("never"),
            12 when broken => new InvalidOperationException("once"),
            _ => null,
        };
        await jobs.Get<JobClient>().SubmitAsync(Request);

        // The batch of images 12 to 15 fails once, and comes again.
        var failures = await WorkAsync(jobs, attempt => broken = attempt == 1);

        Assert.Equal(1, failures);
        Assert.Equal(1, recorder.Sum(TelemetryNames.Images, TelemetryNames.OutcomeTag, "failed"));
        Assert.Equal(17, recorder.Sum(TelemetryNames.Images, TelemetryNames.OutcomeTag, "made"));
        Assert.Equal(1, recorder.Sum(TelemetryNames.Jobs, TelemetryNames.OutcomeTag, "completedWithFailures"));
        Assert.Equal(5, recorder.Values(TelemetryNames.BatchDuration, TelemetryNames.ModelTag, FakeModels.Tiny).Count);
        Assert.Equal(5, recorder.Values(TelemetryNames.QueueWait, TelemetryNames.QueueTag, QueueNames.Batches).Count);
        Assert.All(recorder.Values(TelemetryNames.QueueWait, TelemetryNames.QueueTag, QueueNames.Batches), seconds => Assert.InRange(seconds, 0, 60));
        Assert.Equal(1, recorder.Sum(TelemetryNames.Retries, TelemetryNames.QueueTag, QueueNames.Batches));
        Assert.Equal(0, recorder.Sum(TelemetryNames.Retries, TelemetryNames.QueueTag, QueueNames.Jobs));
    }

    [Fact]
    public async Task Poison_AMessageThatIsNoBatch_IsCounted()
    {
        await using var jobs = await JobsHarness.CreateAsync(azurite);
        using var recorder = new TelemetryRecorder(jobs);

        await jobs.Get<QueueWork>().RunAsync(
            TelemetryNames.PoisonSpan,
            new QueueDelivery(QueueNames.BatchesPoison, "{}", "poisoned"),
            () => jobs.Get<PoisonedBatch>().HandleAsync("{}", "poisoned", CancellationToken.None));

        Assert.Equal(1, recorder.Sum(TelemetryNames.Poison, TelemetryNames.QueueTag, QueueNames.BatchesPoison));
    }

    [Fact]
    public async Task Failure_OfABatch_IsAnErrorOfItsSpan()
    {
        await using var jobs = await JobsHarness.CreateAsync(azurite);
        using var recorder = new TelemetryRecorder(jobs);
        await jobs.PlanAsync(Request with { Id = "a" });
        var order = Producer.StartActivity("order")!;
        var message = JsonSerializer.Serialize(
            new BatchMessage { JobId = "a", Prefix = "b", Batch = 1, First = 0, Count = 1, ModelHash = "", JobHash = "", TraceParent = order.Id }, ContractsJson.Default.BatchMessage);
        order.Stop();

        await Assert.ThrowsAsync<JobStateException>(() => jobs.Get<QueueWork>().RunAsync(
            TelemetryNames.BatchSpan, new QueueDelivery(QueueNames.Batches, message, "m", 3), () => jobs.RunBatchAsync(message)));

        var span = Assert.Single(recorder.Spans(order.TraceId), one => one.OperationName == TelemetryNames.BatchSpan);
        Assert.Equal((ActivityStatusCode.Error, 3), (span.Status, span.GetTagItem(TelemetryNames.AttemptTag)));
        Assert.Contains(span.Events, one => one.Name == "exception");
    }

    [Fact]
    public async Task Logs_OfAJob_CarryJobBatchAndAttempt_AndNoSecret()
    {
        await using var jobs = await JobsHarness.CreateAsync(azurite);
        using var logs = new LogRecorder();
        jobs.Get<ILoggerFactory>().AddProvider(logs);
        var broken = true;
        jobs.Models.Failure = _ => broken ? new InvalidOperationException("once") : null;
        var job = await jobs.Get<JobClient>().SubmitAsync(Request with { Count = 4 });

        await WorkAsync(jobs, attempt => broken = attempt == 1);

        Assert.Contains(logs.Lines, line => line.Text.Contains("failed", StringComparison.Ordinal)
            && Equals(line.Scope["JobId"], job.JobId) && Equals(line.Scope["Batch"], 0) && Equals(line.Scope["Attempt"], 1));
        Assert.Contains(logs.Lines, line => line.Text.Contains("4 images in", StringComparison.Ordinal) && Equals(line.Scope["Attempt"], 2));
        var key = azurite.ConnectionString.Split("AccountKey=")[1].Split(';')[0];
        Assert.All(logs.Lines, line => Assert.All([key, "AccountKey", "sig=", "SharedKey"], secret => Assert.DoesNotContain(secret, line.Text, StringComparison.OrdinalIgnoreCase)));
        foreach (var blob in (await jobs.BlobsAsync()).Keys)
        {
            Assert.DoesNotContain(key, BinaryData.FromBytes(await jobs.ReadAsync(blob)).ToString(), StringComparison.Ordinal);
        }
    }

    /// <summary>Does what the host does until nothing is queued; how many attempts have failed.</summary>
    private static async Task<int> WorkAsync(JobsHarness jobs, Action<int>? before = null)
    {
        var failures = 0;
        while (true)
        {
            var plans = await ReceiveAsync(jobs, QueueNames.Jobs);
            var batches = await ReceiveAsync(jobs, QueueNames.Batches);
            if (plans.Length + batches.Length == 0)
            {
                return failures;
            }

            foreach (var plan in plans)
            {
                await RunAsync(QueueNames.Jobs, plan, TelemetryNames.PlanSpan, () => jobs.PlanAsync(plan.MessageText, plan.MessageId));
            }

            foreach (var batch in batches)
            {
                await RunAsync(QueueNames.Batches, batch, TelemetryNames.BatchSpan, () => jobs.RunBatchAsync(batch.MessageText));
            }
        }

        async Task RunAsync(string queue, QueueMessage message, string span, Func<Task> work)
        {
            before?.Invoke((int)message.DequeueCount);
            try
            {
                await jobs.Get<QueueWork>().RunAsync(span, new QueueDelivery(queue, message.MessageText, message.MessageId, (int)message.DequeueCount, message.InsertedOn), work);
                await jobs.Queue(queue).DeleteMessageAsync(message.MessageId, message.PopReceipt);
            }
            catch (InvalidOperationException)
            {
                failures++;
                await jobs.Queue(queue).UpdateMessageAsync(message.MessageId, message.PopReceipt, visibilityTimeout: TimeSpan.Zero);
            }
        }
    }

    private static async Task<QueueMessage[]> ReceiveAsync(JobsHarness jobs, string queue) => (await jobs.Queue(queue).ReceiveMessagesAsync(32, TimeSpan.FromSeconds(60))).Value;
}
