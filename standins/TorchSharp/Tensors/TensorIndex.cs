namespace TorchSharp;

public static partial class torch
{
    /// <summary>One index of a tensor: a position, a range, a new axis, an ellipsis or another tensor.</summary>
    public struct TensorIndex
    {
        private enum Kind
        {
            None,
            Ellipsis,
            Single,
            Slice,
            Tensor,
        }

        private Kind kind;
        private long? start;
        private long? stop;
        private long? step;
        private Tensor? tensor;

        public static readonly TensorIndex None = new() { kind = Kind.None };

        public static readonly TensorIndex Null = None;

        public static readonly TensorIndex Ellipsis = new() { kind = Kind.Ellipsis };

        public static readonly TensorIndex Colon = Slice();

        public static TensorIndex Slice(long? start = null, long? stop = null, long? step = null) =>
            new() { kind = Kind.Slice, start = start, stop = stop, step = step };

        public static TensorIndex Slice(Range range) => Slice(Position(range.Start), range.End.Equals(Index.End) ? null : Position(range.End));

        public static TensorIndex Single(long? index) => new() { kind = Kind.Single, start = index };

        public static TensorIndex Tensor(Tensor tensor) => new() { kind = Kind.Tensor, tensor = tensor };

        public static implicit operator TensorIndex(long value) => Single(value);

        public static implicit operator TensorIndex(Range range) => Slice(range);

        public static implicit operator TensorIndex(Index index) => Single(Position(index));

        private static long Position(Index index) => index.IsFromEnd ? -index.Value : index.Value;

        /// <summary>Applies indices from left to right as views; index tensors need the official package.</summary>
        internal static Tensor Apply(Tensor tensor, ReadOnlySpan<TensorIndex> indices)
        {
            var view = tensor.alias();
            var consumed = 0;
            foreach (var index in indices)
            {
                consumed += index.kind is Kind.Single or Kind.Slice or Kind.Tensor ? 1 : 0;
            }

            long axis = 0;
            foreach (var index in indices)
            {
                switch (index.kind)
                {
                    case Kind.None:
                        view = view.unsqueeze(axis++);
                        break;
                    case Kind.Ellipsis:
                        axis += tensor.ndim - consumed;
                        break;
                    case Kind.Single:
                        view = view.select(axis, index.start!.Value);
                        break;
                    case Kind.Slice:
                        view = view.slice(axis++, index.start ?? 0, index.stop ?? long.MaxValue, index.step ?? 1);
                        break;
                    default:
                        view = Gathered(view, axis++, index.tensor!, indices.Length);
                        break;
                }
            }

            return view;
        }

        private static Tensor Gathered(Tensor view, long axis, Tensor index, int indices)
        {
            if (indices != 1 || index.dtype != ScalarType.Int64 || index.ndim != 1)
            {
                throw new NotSupportedException("Indexing with tensors other than one vector of int64 needs the official TorchSharp package.");
            }

            return view.index_select(axis, index);
        }
    }

    public partial class Tensor
    {
        [System.Runtime.CompilerServices.IndexerName("TensorItems")]
        public Tensor this[params TensorIndex[] indices]
        {
            get => index(indices);
            set
            {
                using var view = index(indices);
                view.copy_(value);
            }
        }

        public Tensor index(params TensorIndex[] indices)
        {
            using var scope = NewDisposeScope();
            return TensorIndex.Apply(this, indices).MoveToOuterDisposeScope();
        }
    }
}
