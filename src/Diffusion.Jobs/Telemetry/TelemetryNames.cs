namespace Diffusion.Jobs;

/// <summary>Every name under which the service tells what it does: dashboards and alerts hang on them.</summary>
public static class TelemetryNames
{
    /// <summary>The activity source and the meter.</summary>
    public const string Source = "Diffusion.Jobs";

    /// <summary>Span: a job has come by HTTP.</summary>
    public const string SubmitSpan = "submit";

    /// <summary>Span: a message of the jobs' queue is checked and planned.</summary>
    public const string PlanSpan = "plan";

    /// <summary>Span: the images of a batch are made.</summary>
    public const string BatchSpan = "batch";

    /// <summary>Span: the job's manifest, contact sheet, marker and completion message are written.</summary>
    public const string FinishSpan = "finish";

    /// <summary>Span: a message that failed too often is written down.</summary>
    public const string PoisonSpan = "poison";

    /// <summary>Span: a job is looked after that nobody has brought to its end.</summary>
    public const string SweepSpan = "sweep";

    /// <summary>Tag: the job's id.</summary>
    public const string JobTag = "diffusion.job.id";

    /// <summary>Tag: the batch's number.</summary>
    public const string BatchTag = "diffusion.batch";

    /// <summary>Tag: how often the message has come, from 1.</summary>
    public const string AttemptTag = "diffusion.attempt";

    /// <summary>Tag: the queue, as OpenTelemetry's conventions for messaging name it.</summary>
    public const string QueueTag = "messaging.destination.name";

    /// <summary>Tag: the message's id, likewise.</summary>
    public const string MessageTag = "messaging.message.id";

    /// <summary>Tag: the model.</summary>
    public const string ModelTag = "diffusion.model";

    /// <summary>Tag: how a job or an image ended.</summary>
    public const string OutcomeTag = "diffusion.outcome";

    /// <summary>Counter, {image}: images made, by model and outcome (made, failed). Those that were there already do not count.</summary>
    public const string Images = "diffusion.images";

    /// <summary>Counter, {job}: jobs by their end (completed, failed, rejected, …).</summary>
    public const string Jobs = "diffusion.jobs";

    /// <summary>Histogram, s: how long a message lay on its queue before its first attempt, by queue.</summary>
    public const string QueueWait = "diffusion.queue.wait";

    /// <summary>Histogram, s: from the begin of a batch's attempt to its last image, by model.</summary>
    public const string BatchDuration = "diffusion.batch.duration";

    /// <summary>Counter, {message}: messages that came again, by queue.</summary>
    public const string Retries = "diffusion.retries";

    /// <summary>Counter, {message}: messages that failed too often, by queue.</summary>
    public const string Poison = "diffusion.poison";

    /// <summary>Counter, {step}: device batches stepped, by model.</summary>
    public const string Steps = "diffusion.steps";

    /// <summary>Gauge, {step}/s: device batches stepped a second since the last look, by model.</summary>
    public const string StepsPerSecond = "diffusion.steps_per_second";

    /// <summary>Counter, {row}: images that the network was asked about, each step counted, without padding; by model.</summary>
    public const string Evaluations = "diffusion.evaluations";

    /// <summary>Counter, s: time in the networks, by model. The rest of a step's time is <see cref="OtherSeconds"/>.</summary>
    public const string ModelSeconds = "diffusion.model.seconds";

    /// <summary>Counter, s: time in all else of a step, by model.</summary>
    public const string OtherSeconds = "diffusion.other.seconds";

    /// <summary>Gauge, By: memory in use on the GPU, all processes together. Not there on a CPU.</summary>
    public const string DeviceMemory = "diffusion.device.memory";

    /// <summary>Gauge, By: the process's working set.</summary>
    public const string ProcessMemory = "diffusion.process.memory";
}
