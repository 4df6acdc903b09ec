using Breezeway.Annex.Backends;
using Breezeway.Annex.Keys;
using Breezeway.Annex.Objects;
using Breezeway.Base;
using Breezeway.Cli.Options;
using Breezeway.Cli.Output;
using Breezeway.Cli.Seek;

namespace Breezeway.Cli.Commands;

public sealed class ExamineKeyCommand : AnnexCommand
{
    static readonly Option s_format = new(["--format"], "FORMAT", "control format of output");
    static readonly Option s_print0 = new("--print0", "use nulls to separate output rather than lines");
    static readonly Option s_migrate = new(["--migrate-to-backend"], "NAME", "migrate key to other backend when possible");
    static readonly Option s_filename = new(["--filename"], "FILE", "file associated with the key");

    public override string Name => "examinekey";
    public override Section Section => Section.Plumbing;
    public override string Summary => "prints information from a key";
    public override string Parameters => "[KEY ...]";
    public override IReadOnlyList<Option> Options => [s_format, s_print0, s_migrate, s_filename, ContentOptions.Batch, ContentOptions.Nul, .. OutputOptions.WithJson];

    public override int Run(Arguments arguments)
    {
        RepositoryAccess.ApplySettings(arguments);
        var format = arguments.Value(s_format) is { } f ? Format.Parse(f) : null;
        bool json = OutputOptions.Style(arguments).Json;
        string end = arguments.Has(s_print0) ? "\0" : "\n";
        // in a batch a line may name a file too, after the key
        foreach (string word in arguments.Has(ContentOptions.Batch) ? BatchInput.Read(arguments.Has(ContentOptions.Nul)) : arguments.Words)
        {
            int space = arguments.Has(ContentOptions.Batch) ? word.IndexOf(' ') : -1;
            string? file = space > 0 ? word[(space + 1)..] : arguments.Value(s_filename);
            var key = Key.TryParse(space > 0 ? word[..space] : word) ?? throw new UserError("bad key");
            if (arguments.Value(s_migrate) is { } to && Migrated(key, to, file) is { } other) key = other;
            Show(key, file, format, json, end);
            Out.Flush();
        }
        return 0;
    }

    static void Show(Key key, string? file, Format? format, bool json, string end)
    {
        string? Value(string name) => name switch
        {
            "objectpath" => PathOf(key),
            "objectpointer" => PointerFile.Format(key),
            "file" => file,
            _ => KeyFields.Of(key, name),
        };
        if (json)
            Out.Line(new Json.Obj([.. KeyFields.Names.Concat(["objectpath", "objectpointer"]).Select(n => (n, (Json)Value(n)!)), ("error-messages", new Json.List([])),
                .. file is null ? Array.Empty<(string, Json)>() : [("file", file)]]).Format());
        else if (format is not null) Out.Write(format.Fill(Value));
        else Out.Write(key + end);
    }

    static string PathOf(Key key)
    {
        string name = KeyFile.Escape(key);
        return $".git/annex/objects/{HashDirs.Mixed(key)}{name}/{name}";
    }

    /// <summary>Between a hash's plain variety and the one with an extension; null where a key cannot be turned into another.</summary>
    static Key? Migrated(Key key, string to, string? file)
    {
        var backend = Backends.Find(to) ?? throw new UserError($"unknown backend {to}");
        string hash = key.Variety.EndsWith('E') ? key.Variety[..^1] : key.Variety;
        if (backend.Variety != hash && backend.Variety != hash + "E") return null;
        string digest = key.Name.IndexOf('.') is int dot and >= 0 && key.Variety.EndsWith('E') ? key.Name[..dot] : key.Name;
        string extension = !backend.Variety.EndsWith('E') ? "" : file is not null ? new KeySource(file, 0, 0).Extension : key.Name[digest.Length..];
        return new Key(backend.Variety, digest + extension, key.Size);
    }
}
