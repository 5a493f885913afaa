using System.Collections.Concurrent;
using Diffusion.Trainer.Datasets.Preparation;
using Diffusion.Trainer.Datasets.Stored;
using Diffusion.Trainer.Pictures;

namespace Diffusion.Trainer.Datasets;

/// <summary>One pass over all pictures, on all cores: finds the broken ones, and keeps the others decoded while they fit.</summary>
/// <param name="stored">The pictures.</param>
/// <param name="size">Height and width that they shall have.</param>
/// <param name="options">How they are cropped, and how much memory they may take.</param>
/// <param name="tell">Told from time to time how far it is.</param>
/// <param name="withFingerprints">Whether <see cref="Fingerprints"/> are wanted.</param>
public sealed class PictureScan(IStoredPictures stored, int size, DatasetOptions options, Action<string>? tell, bool withFingerprints)
{
    private const int Rgb = 3;
    private const int MillisecondsBetween = 10_000;

    private readonly byte[][] fingerprints = new byte[withFingerprints ? stored.Count : 0][];
    private readonly ConcurrentDictionary<int, string> broken = new();
    private readonly int length = Rgb * size * size;
    private readonly CropKind crop = options.Crop;

    // One of them is filled: random crops need the whole picture.
    private byte[]?[]? squares = options.Crop != CropKind.Random && (long)Rgb * size * size * stored.Count <= options.Memory ? new byte[stored.Count][] : null;
    private Picture?[]? wholes = options.Crop == CropKind.Random ? new Picture[stored.Count] : null;
    private long wholesLength;
    private int seen;
    private long toldAt = Environment.TickCount64;

    /// <summary>The broken pictures: index ─► what is wrong with it, by name.</summary>
    public IReadOnlyDictionary<int, string> Broken => broken;

    /// <summary>SHA-256 of each stored picture.</summary>
    public IReadOnlyList<byte[]> Fingerprints => fingerprints;

    /// <exception cref="TrainerException">No crop is asked for, and a picture has another size.</exception>
    public void Run()
    {
        var mismatches = new ConcurrentDictionary<int, (int Width, int Height)>();
        Parallel.For(0, stored.Count, (index, state) =>
        {
            Progress();
            try
            {
                var picture = stored.Load(index);
                if (crop == CropKind.None && (picture.Width != size || picture.Height != size))
                {
                    mismatches[index] = (picture.Width, picture.Height);
                    state.Break();
                    return;
                }

                Keep(index, picture);
                if (withFingerprints)
                {
                    fingerprints[index] = stored.Fingerprint(index);
                }
            }
            catch (TrainerException error)
            {
                broken[index] = error.Message;
            }
        });

        if (!mismatches.IsEmpty)
        {
            var (index, (width, height)) = mismatches.MinBy(entry => entry.Key);
            throw new TrainerException(
                $"{stored.NameOf(index)} is {width}×{height} pixels, but the first picture says {size}×{size}. " +
                "All pictures of a data set must be square and of one size; --size N crops them to it.");
        }
    }

    /// <summary>The pictures as a training reads them.</summary>
    /// <param name="readable">Those that are not broken.</param>
    /// <param name="kept">Their indices.</param>
    public IPictures Pictures(IStoredPictures readable, int[] kept) =>
        squares is not null ? new PicturesInMemory(size, Rgb, [.. kept.Select(index => (ReadOnlyMemory<byte>)squares[index])])
        : wholes is not null ? new CroppedPictures(new PicturesKept(readable, [.. kept.Select(index => wholes[index]!)]), size, crop)
        : new CroppedPictures(readable, size, crop);

    private void Progress()
    {
        var (now, before) = (Environment.TickCount64, Volatile.Read(ref toldAt));
        var count = Interlocked.Increment(ref seen);
        if (now - before > MillisecondsBetween && Interlocked.CompareExchange(ref toldAt, now, before) == before)
        {
            tell?.Invoke($"read {count:N0} of {stored.Count:N0} pictures");
        }
    }

    private void Keep(int index, Picture picture)
    {
        if (squares is not null)
        {
            var planes = new byte[length];
            CroppedPictures.PlaneByPlane(crop == CropKind.None ? picture : Crop.Centre(picture, size), planes);
            squares[index] = planes;
        }
        else if (wholes is { } pictures)
        {
            var whole = Crop.ForRandom(picture, size);
            pictures[index] = whole;
            if (Interlocked.Add(ref wholesLength, whole.Pixels.Length) > options.Memory)
            {
                wholes = null;
            }
        }
    }
}
