using Perdure.CliTests.Harness;
using Perdure.CliTests.Programs;

namespace Perdure.CliTests.Recoveries;

/// <summary>
/// Run-times that make faults on purpose and turn them into exceptions: theirs stay theirs, and cost nothing more once there are many. Each program waits for the file `go1`, turns 1,000 faults of each
/// of its kinds, and as many again when there is `go2`.
/// </summary>
public sealed class OwnFaultTests : RecoveryTest
{
    private const string Java = """
        public class Faults {
            static int[] none;
            static int zero;
            static int turn() {
                int right = 0;
                for (int i = 0; i < 1000; i++) {
                    try { right += none.length; } catch (NullPointerException e) { right++; }
                    try { right += 1 / zero; } catch (ArithmeticException e) { right++; }
                }
                return right;
            }
            public static void main(String[] args) throws Exception {
                for (int phase = 1; phase <= 2; phase++) {
                    while (!new java.io.File(args[0] + phase).exists()) Thread.sleep(10);
                    System.out.println("phase " + phase + " " + turn());
                }
                System.exit(5);
            }
        }
        """;

    private const string Go = """
        package main

        import ("fmt"; "os"; "time")

        type thing struct{ size int }
        var none *thing
        var zero int

        func null() (right int) { defer func() { if recover() != nil { right = 1 } }(); return none.size }
        func divide() (right int) { defer func() { if recover() != nil { right = 1 } }(); return 7 / zero }
        func turn() (right int) { for i := 0; i < 1000; i++ { right += null() + divide() }; return }

        func main() {
            for phase := 1; phase <= 2; phase++ {
                for { if _, err := os.Stat(fmt.Sprint(os.Args[1], phase)); err == nil { break }; time.Sleep(10 * time.Millisecond) }
                fmt.Println("phase", phase, turn())
            }
            os.Exit(5)
        }
        """;

    // A function of WebAssembly that loads from the address it is given: behind the end of its memory V8 has guard pages, and a handler.
    private const string Node = """
        const fs = require('fs');
        const code = '0061736d01000000' + '0106016' + '0017f017f' + '03020100' + '0503010001' + '070501016600' + '00' + '0a0901070020002802000b';
        const load = new WebAssembly.Instance(new WebAssembly.Module(Buffer.from(code, 'hex'))).exports.f;
        function turn() {
            let right = 0;
            for (let i = 0; i < 1000; i++) {
                try { load(0x7ffffff0); } catch (e) { if (e instanceof WebAssembly.RuntimeError) right++; }
                try { load(0x20000); } catch (e) { if (e instanceof WebAssembly.RuntimeError) right++; }
            }
            return right;
        }
        let phase = 1;
        const timer = setInterval(() => {
            if (!fs.existsSync(process.argv[2] + phase)) return;
            console.log('phase', phase, turn());
            if (++phase <= 2) return;
            clearInterval(timer);
            process.exitCode = 5;
        }, 10);
        """;

    [Theory]
    [InlineData("dotnet")]
    [InlineData("java")]
    [InlineData("go")]
    [InlineData("node")]
    public void Its_faults_stay_its_own_and_soon_cost_nothing_more(string name)
    {
        var go = Path.Combine(Bench.Folder, "go");
        var run = Bench.StartPerdure(["run", "--recover", "--name", name, "--", .. Command(name), go]);
        var pid = AwaitSupervised();
        WriteFile("go1", "");
        Patience.Until(() => run.ExitCode() is not null || run.Output.Contains("phase 1", StringComparison.Ordinal), Limit, $"the first 2,000 faults\n{run.Errors}");
        Assert.True(run.ExitCode() is null, run.Output + run.Errors);
        // Nobody traces it any more: from here on a fault is between the program and the kernel.
        Patience.Until(() => Procfs.Names($"/proc/{pid}/task").All(tid => TracerOf(int.Parse(tid)) == 0), Limit, "the program to be let go of");
        WriteFile("go2", "");
        Assert.Equal(5, run.WaitForExit(Limit));
        Assert.Equal("phase 1 2000\nphase 2 2000\n", run.Output);
        var told = Kinds(name);
        Assert.Equal(1, told.Count(kind => kind == "let-go"));
        Assert.DoesNotContain("crash-suppressed", told);
        Assert.DoesNotContain("crash", told);
    }

    private IReadOnlyList<string> Command(string name) => name switch
    {
        "dotnet" => [Needs.Program("dotnet", "/usr/share/dotnet", "/usr/lib/dotnet"), DotnetGuest.Built("web"), "faults"],
        "java" => [Needs.Program("java"), "-Xmx64m", "-cp", Compiled("javac", "-d", Bench.MakeFolder("classes"), WriteFile("Faults.java", Java)), "Faults"],
        "go" => [CompiledGo()],
        _ => [Needs.Program("node"), WriteFile("faults.js", Node)],
    };

    private string Compiled(string compiler, params string[] arguments)
    {
        var run = Bench.Start(compiler, [Needs.Program(compiler), .. arguments]);
        Assert.True(run.WaitForExit(TimeSpan.FromSeconds(120)) == 0, $"{compiler}: {run.Output}{run.Errors}");
        return Path.Combine(Bench.Folder, "classes");
    }

    private string CompiledGo()
    {
        var output = Path.Combine(Bench.Folder, "faults");
        Compiled("env", $"GOCACHE={Repository.Artifacts}/guests/go-cache", "HOME=/nonexistent", "GOFLAGS=", Needs.Program("go"), "build", "-o", output, WriteFile("faults.go", Go));
        return output;
    }
}
