using Perdure.Checkpoints.Files.Content;
using Perdure.Checkpoints.Files.Records;
using Perdure.Checkpoints.Image;
using Perdure.Checkpoints.Verifying;
using Xunit;

namespace Perdure.Tests.Checkpoints;

/// <summary>Each rule of the inventory is broken once, and verify says so; of several broken ones it names all.</summary>
public sealed class VerifierTests
{
    [Fact]
    public void All_problems_are_listed()
    {
        using var sample = new SampleCheckpoint(
            program => WithThread(WithMapping(program, 1, mapping => mapping with { Protection = 99 }), thread => thread with { Registers = new ulong[26], ExtendedState = new byte[5] }),
            files => files with { Tables = [files.Tables[0] with { Processes = [4711] }] });
        var problems = CheckpointVerifier.Verify(sample.Store, sample.Entry.Id);
        foreach (var words in new[] { "26 registers", "extended registers of 5 bytes", "kind or protection", "4711" })
            Assert.Contains(problems, problem => problem.Contains(words, StringComparison.Ordinal));
    }

    [Fact]
    public void Pages_outside_of_mappings() => Expect("lies in no private mapping", program => WithMapping(program, 1, mapping => mapping with { End = mapping.End - 0x2000 }));

    [Fact]
    public void Pages_behind_the_end_of_an_object() => Expect("behind its end", program => program with { Objects = [program.Objects[0] with { Bytes = 4096 }, .. program.Objects.Skip(1)] });

    [Fact]
    public void An_object_that_is_not_there() => Expect("is not there", program => program with { Objects = [.. program.Objects.Skip(1)] });

    [Fact]
    public void Two_threads_of_one_id() => Expect("there twice", program => WithThread(program, thread => thread with { Tid = SampleProgram.Child }, 1));

    [Fact]
    public void A_wrong_build_id() => Expect("build id", program => WithMapping(program, 0, mapping => mapping with { File = mapping.File! with { BuildId = "xyz" } }));

    [Fact]
    public void A_name_that_no_mapping_can_have() => Expect("its name", program => WithMapping(program, 5, mapping => mapping with { Name = "[anon:" }));

    [Fact]
    public void A_zombie_as_the_first_process() => Expect("first process", program => program with { Root = 502 });

    [Fact]
    public void Content_in_a_chunk_of_another_length()
    {
        using var sample = new SampleCheckpoint(changeFiles: files => files with
        {
            Files = [files.Files[0], files.Files[1] with { Content = new ContentRef { Length = 5000, Parts = [new ContentPart(0, 999, 2)] } }],
        });
        Assert.Contains(CheckpointVerifier.Verify(sample.Store, sample.Entry.Id), problem => problem.Contains("another length", StringComparison.Ordinal));
    }

    private static void Expect(string words, Func<ProgramImage, ProgramImage> change)
    {
        using var sample = new SampleCheckpoint(change);
        Assert.Contains(CheckpointVerifier.Verify(sample.Store, sample.Entry.Id), problem => problem.Contains(words, StringComparison.Ordinal));
    }

    private static ProgramImage WithMapping(ProgramImage program, int index, Func<MappingImage, MappingImage> change)
    {
        var process = program.Processes[0];
        var mappings = process.AddressSpace!.Mappings.Select((mapping, at) => at == index ? change(mapping) : mapping).ToList();
        return program with { Processes = [process with { AddressSpace = process.AddressSpace with { Mappings = mappings } }, .. program.Processes.Skip(1)] };
    }

    private static ProgramImage WithThread(ProgramImage program, Func<ThreadImage, ThreadImage> change, int index = 0)
    {
        var process = program.Processes[0];
        var threads = process.Threads.Select((thread, at) => at == index ? change(thread) : thread).ToList();
        return program with { Processes = [process with { Threads = threads }, .. program.Processes.Skip(1)] };
    }
}
