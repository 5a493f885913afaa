using Diffusion.Trainer.Reports;

namespace Diffusion.Trainer.Pictures;

/// <summary>The loss over the steps, on a logarithmic axis: each line of metrics in grey, a moving average in blue.</summary>
public static class LossPlot
{
    private const int Width = 800;
    private const int Height = 480;
    private const int Left = 80;
    private const int Top = 30;
    private const int Right = 20;
    private const int Bottom = 50;
    private static readonly Rgb Paper = new(255, 255, 255);
    private static readonly Rgb Ink = new(60, 60, 60);
    private static readonly Rgb Grid = new(225, 225, 225);
    private static readonly Rgb Raw = new(180, 180, 180);
    private static readonly Rgb Smooth = new(30, 90, 200);

    /// <param name="metrics">In the order of their steps; losses above 0.</param>
    /// <param name="title">Shown above.</param>
    public static Picture Draw(IReadOnlyList<StepMetrics> metrics, string title)
    {
        var picture = new Picture(Width, Height);
        picture.Fill(0, 0, Width, Height, Paper);
        picture.Text(title, Left, 10, Ink);
        picture.Text("step", Width - Right - 32, Height - 14, Ink);
        picture.Text("loss", 8, 10, Ink);
        if (metrics.Count == 0)
        {
            return picture;
        }

        var losses = metrics.Select(line => Math.Max(1e-6, line.Loss)).ToList();
        var (low, high) = (Math.Log10(losses.Min()) - 0.02, Math.Log10(losses.Max()) + 0.02);
        var lastStep = metrics[^1].Step;
        var x = (double step) => Left + (step / lastStep * (Width - Left - Right));
        var y = (double loss) => Top + ((high - Math.Log10(loss)) / (high - low) * (Height - Top - Bottom));

        foreach (var loss in LossTicks(low, high))
        {
            picture.Line(Left, y(loss), Width - Right, y(loss), Grid);
            picture.Text(loss.ToString("G3"), 8, (int)y(loss) - 5, Ink);
        }

        foreach (var step in StepTicks(lastStep))
        {
            picture.Line(x(step), Top, x(step), Height - Bottom, Grid);
            picture.Text(step.ToString("G7"), (int)x(step) - BitmapFont.WidthOf(step.ToString("G7")), Height - Bottom + 10, Ink);
        }

        Curve(picture, metrics, losses, x, y, Raw, 1);
        Curve(picture, metrics, MovingAverage(losses), x, y, Smooth, 2);
        picture.Line(Left, Top, Left, Height - Bottom, Ink);
        picture.Line(Left, Height - Bottom, Width - Right, Height - Bottom, Ink);
        return picture;
    }

    private static void Curve(
        Picture picture, IReadOnlyList<StepMetrics> metrics, List<double> losses,
        Func<double, double> x, Func<double, double> y, Rgb colour, int thickness)
    {
        for (var i = 1; i < metrics.Count; i++)
        {
            picture.Line(x(metrics[i - 1].Step), y(losses[i - 1]), x(metrics[i].Step), y(losses[i]), colour, thickness);
        }
    }

    /// <summary>Exponential, over about a twentieth of the curve.</summary>
    private static List<double> MovingAverage(List<double> values)
    {
        var share = 1.0 / Math.Max(1, values.Count / 20);
        var average = values[0];
        return [.. values.Select(value => average += share * (value - average))];
    }

    /// <summary>1, 1.5, 2, 3, 5, 7 times powers of ten that the axis shows.</summary>
    private static IEnumerable<double> LossTicks(double low, double high) =>
        from power in Enumerable.Range((int)Math.Floor(low), (int)(Math.Ceiling(high) - Math.Floor(low)) + 1)
        from digit in new[] { 1, 1.5, 2, 3, 5, 7 }
        let loss = digit * Math.Pow(10, power)
        where Math.Log10(loss) >= low && Math.Log10(loss) <= high
        select loss;

    /// <summary>About five round numbers up to the last step.</summary>
    private static IEnumerable<double> StepTicks(int lastStep)
    {
        var rough = lastStep / 5.0;
        var power = Math.Pow(10, Math.Floor(Math.Log10(Math.Max(1, rough))));
        var distance = power * (rough / power < 2 ? 1 : rough / power < 5 ? 2 : 5);
        for (var step = 0.0; step <= lastStep; step += distance)
        {
            yield return step;
        }
    }
}
