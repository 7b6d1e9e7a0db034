using System.Text;
using Perdure.Binaries.Abi;

namespace Perdure.Binaries;

/// <summary>The symbols that the dynamic segment of a file names.</summary>
internal sealed class ElfSymbolTable(ElfSource source, ulong dynamicPosition, ulong dynamicSize, Func<ulong, ulong> positionOf)
{
    private ulong _symbols, _strings, _stringBytes, _hash, _gnuHash;
    private long _nameBytes;

    public IReadOnlyList<ElfSymbol> Read()
    {
        ReadDynamic();
        if (_symbols == 0 || _strings == 0)
            return [];
        var count = _hash != 0 ? source.Read<uint>(positionOf(_hash) + 4) : _gnuHash != 0 ? CountByGnuHash(positionOf(_gnuHash)) : 0;
        if (count > ElfLimits.Symbols)
            throw ElfSource.Bad($"{count} symbols");
        var table = positionOf(_symbols);
        var found = new List<ElfSymbol>();
        for (uint index = 1; index < count; index++)
        {
            var symbol = source.Read<Elf64Symbol>(table + (index * 24UL));
            if (symbol.SectionIndex != ElfConstants.SHN_UNDEF && ReadName(symbol.Name) is { Length: > 0 } name)
                found.Add(new ElfSymbol(name, symbol.Value, symbol.Size, symbol.Type));
        }
        return found;
    }

    private void ReadDynamic()
    {
        var count = Math.Min(dynamicSize / 16, ElfLimits.DynamicEntries);
        for (var index = 0UL; index < count; index++)
        {
            var entry = source.Read<Elf64Dynamic>(dynamicPosition + (index * 16));
            switch (entry.Tag)
            {
                case ElfConstants.DT_NULL: return;
                case ElfConstants.DT_HASH: _hash = entry.Value; break;
                case ElfConstants.DT_GNU_HASH: _gnuHash = entry.Value; break;
                case ElfConstants.DT_STRTAB: _strings = entry.Value; break;
                case ElfConstants.DT_STRSZ: _stringBytes = entry.Value; break;
                case ElfConstants.DT_SYMTAB: _symbols = entry.Value; break;
            }
        }
    }

    /// <summary>This table doesn't say how many symbols there are: the highest bucket begins the last chain, and bit 0 ends it.</summary>
    private uint CountByGnuHash(ulong table)
    {
        var buckets = source.Read<uint>(table);
        var firstSymbol = source.Read<uint>(table + 4);
        var bloomWords = source.Read<uint>(table + 8);
        if (buckets > ElfLimits.HashBuckets)
            throw ElfSource.Bad($"{buckets} buckets of symbols");
        var bucketTable = table + 16 + (bloomWords * 8UL);
        var last = 0u;
        for (uint bucket = 0; bucket < buckets; bucket++)
            last = Math.Max(last, source.Read<uint>(bucketTable + (bucket * 4UL)));
        if (last < firstSymbol)
            return firstSymbol;
        var chains = bucketTable + (buckets * 4UL);
        while ((source.Read<uint>(chains + ((last - firstSymbol) * 4UL)) & 1) == 0)
            if (++last > ElfLimits.Symbols)
                throw ElfSource.Bad("a chain of symbols without an end");
        return last + 1;
    }

    private string ReadName(uint offset)
    {
        if (offset >= _stringBytes)
            throw ElfSource.Bad("a name outside of the table of names");
        Span<byte> name = stackalloc byte[128];
        var text = new StringBuilder();
        var position = positionOf(_strings) + offset;
        while (text.Length < ElfLimits.SymbolNameBytes)
        {
            var length = source.ReadSome(position, name);
            if (length == 0)
                throw ElfSource.Bad("a name is cut off");
            var end = name[..length].IndexOf((byte)0);
            text.Append(Encoding.Latin1.GetString(name[..(end < 0 ? length : end)]));
            if (end >= 0)
                return Counted(text.ToString());
            position += (ulong)length;
        }
        throw ElfSource.Bad("a name without an end");
    }

    private string Counted(string name)
    {
        _nameBytes += name.Length;
        return _nameBytes <= ElfLimits.AllNamesBytes ? name : throw ElfSource.Bad("too many long names");
    }
}
