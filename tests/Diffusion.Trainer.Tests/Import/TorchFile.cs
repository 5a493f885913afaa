using System.Buffers.Binary;
using System.IO.Compression;
using System.Runtime.InteropServices;
using System.Text;
using Diffusion.Networks;

namespace Diffusion.Trainer.Tests.Import;

/// <summary>Writes files in torch.save's layout: a zip archive with a pickle and one file a storage.</summary>
internal static class TorchFile
{
    /// <summary>A state dict as PyTorch 1.6 and newer save it: an OrderedDict of contiguous tensors with a storage each, and _metadata.</summary>
    public static void WriteStateDict(string path, IEnumerable<NamedTensor> tensors, CompressionLevel compression = CompressionLevel.NoCompression)
    {
        var storages = new List<byte[]>();
        using var pickle = new PickleWriter();
        pickle.Begin();
        pickle.StateDict(tensors.Select(tensor => (tensor.Name, tensor.Shape, Storage: Add(tensor))));
        pickle.End();
        Write(path, pickle.ToArray(), storages, compression: compression);

        int Add(NamedTensor tensor)
        {
            storages.Add(MemoryMarshal.AsBytes(tensor.ToSingles().AsSpan()).ToArray());
            return storages.Count - 1;
        }
    }

    /// <summary>An archive around any pickle.</summary>
    public static void Write(string path, byte[] pickle, IReadOnlyList<byte[]>? storages = null, string? byteOrder = null, CompressionLevel compression = CompressionLevel.NoCompression)
    {
        using var archive = ZipFile.Open(path, ZipArchiveMode.Create);
        Add("archive/data.pkl", pickle);
        if (byteOrder is not null)
        {
            Add("archive/byteorder", Encoding.ASCII.GetBytes(byteOrder));
        }

        for (var i = 0; i < (storages?.Count ?? 0); i++)
        {
            Add($"archive/data/{i}", storages![i]);
        }

        Add("archive/version", "3\n"u8.ToArray());

        void Add(string name, byte[] content)
        {
            using var stream = archive.CreateEntry(name, compression).Open();
            stream.Write(content);
        }
    }

    /// <summary>Pickle instructions, as Python's pickle writes them with protocol 2.</summary>
    private sealed class PickleWriter : IDisposable
    {
        private readonly MemoryStream bytes = new();

        public void Begin() => bytes.Write([0x80, 2]);

        public void End() => bytes.WriteByte((byte)'.');

        public byte[] ToArray() => bytes.ToArray();

        public void Dispose() => bytes.Dispose();

        public void StateDict(IEnumerable<(string Name, IReadOnlyList<long> Shape, int Storage)> tensors)
        {
            OrderedDict();
            bytes.WriteByte((byte)'(');
            foreach (var (name, shape, storage) in tensors)
            {
                Text(name);
                Tensor(shape, storage);
            }

            bytes.WriteByte((byte)'u');

            // The state dict's attribute _metadata, with the version of the one module "".
            bytes.WriteByte((byte)'}');
            Text("_metadata");
            OrderedDict();
            Text("");
            bytes.WriteByte((byte)'}');
            Text("version");
            Number(1);
            bytes.Write("sss"u8);
            bytes.WriteByte((byte)'b');
        }

        private void Tensor(IReadOnlyList<long> shape, int storage)
        {
            var count = shape.Aggregate(1L, (product, size) => product * size);
            Global("torch._utils", "_rebuild_tensor_v2");
            bytes.Write("(("u8);
            Text("storage");
            Global("torch", "FloatStorage");
            Text($"{storage}");
            Text("cuda:0");
            Number(count);
            bytes.Write("tQ"u8);
            Number(0);
            Tuple(shape);
            Tuple(shape.Select((_, axis) => shape.Skip(axis + 1).Aggregate(1L, (product, size) => product * size)));
            bytes.WriteByte(0x89);
            OrderedDict();
            bytes.Write("tR"u8);
        }

        private void OrderedDict()
        {
            Global("collections", "OrderedDict");
            bytes.Write(")R"u8);
        }

        private void Global(string module, string name) => bytes.Write(Encoding.UTF8.GetBytes($"c{module}\n{name}\n"));

        private void Tuple(IEnumerable<long> numbers)
        {
            bytes.WriteByte((byte)'(');
            foreach (var number in numbers)
            {
                Number(number);
            }

            bytes.WriteByte((byte)'t');
        }

        private void Number(long number)
        {
            Span<byte> four = stackalloc byte[4];
            BinaryPrimitives.WriteInt32LittleEndian(four, checked((int)number));
            bytes.WriteByte((byte)'J');
            bytes.Write(four);
        }

        private void Text(string text)
        {
            Span<byte> length = stackalloc byte[4];
            BinaryPrimitives.WriteInt32LittleEndian(length, Encoding.UTF8.GetByteCount(text));
            bytes.WriteByte((byte)'X');
            bytes.Write(length);
            bytes.Write(Encoding.UTF8.GetBytes(text));
        }
    }
}
