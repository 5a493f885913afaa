namespace Diffusion.Contracts;

/// <summary>How an image came about: what the network took it for, along the chain.</summary>
public sealed record FilmRecord
{
    /// <summary>The frames as one animated PNG; a name relative to the job's folder, such as "films/00000007_disc.png".</summary>
    public required string Name { get; init; }

    /// <summary>SHA-256 of that file.</summary>
    public required string FileSha256 { get; init; }

    /// <summary>The frames as one PNG each, in their order, such as "films/00000007_disc/0003_t0481.png". The last shows the finished image.</summary>
    public required IReadOnlyList<string> Frames { get; init; }
}
