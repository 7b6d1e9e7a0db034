/// <summary>`web faults FILE`: exceptions that the run-time makes of faults, 1,000 of each kind when there is FILE1, and once more when there is FILE2.</summary>
internal static class Faults
{
    private static string? s_none;
    private static int s_zero;

    public static int Run(string go)
    {
        for (var phase = 1; phase <= 2; phase++)
        {
            while (!File.Exists($"{go}{phase}"))
                Thread.Sleep(10);
            Console.WriteLine($"phase {phase} {Turn()}");
        }

        return 5;
    }

    private static int Turn()
    {
        var right = 0;
        for (var count = 0; count < 1000; count++)
        {
            try
            {
                right += s_none!.Length;
            }
            catch (NullReferenceException)
            {
                right++;
            }

            try
            {
                right += 1 / s_zero;
            }
            catch (DivideByZeroException)
            {
                right++;
            }
        }

        return right;
    }
}
