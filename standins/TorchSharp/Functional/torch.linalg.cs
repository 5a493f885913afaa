using TorchSharp.Native;

namespace TorchSharp;

public static partial class torch
{
    public static class linalg
    {
        /// <summary>Eigenvalues, ascending, and eigenvectors, in columns, of a symmetric matrix of which the lower triangle is read.</summary>
        public static (Tensor, Tensor) eigh(Tensor input, char UPLO = 'L')
        {
            if (UPLO != 'L')
            {
                throw new NotSupportedException($"This stand-in reads the lower triangle only, not '{UPLO}'. The official TorchSharp package reads both.");
            }

            var call = new Call(Operators.LinalgEigh);
            call.Add(input);
            return call.Two();
        }
    }
}
