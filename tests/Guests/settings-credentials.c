/* Users, groups, capabilities in all five sets, securebits and keepcaps; in a process that is another user but kept some rights.
   guest: needs=root */
#include "settings.h"
#include <grp.h>
#include <linux/capability.h>
#include <linux/securebits.h>
#include <sys/fsuid.h>

STATUS_GETTER(uids, "Uid:")
STATUS_GETTER(gids, "Gid:")
STATUS_GETTER(groups, "Groups:")
STATUS_GETTER(inheritable, "CapInh:")
STATUS_GETTER(permitted, "CapPrm:")
STATUS_GETTER(effective, "CapEff:")
STATUS_GETTER(bounding, "CapBnd:")
STATUS_GETTER(ambient, "CapAmb:")
STATUS_GETTER(no_new_privs, "NoNewPrivs:")

static void get_securebits(char *text)
{
    snprintf(text, 300, "%x", prctl(PR_GET_SECUREBITS));
}
static void get_keepcaps(char *text)
{
    snprintf(text, 300, "%d", prctl(PR_GET_KEEPCAPS));
}
static void get_dumpable(char *text)
{
    snprintf(text, 300, "%d", prctl(PR_GET_DUMPABLE));
}

static int nothing(void)
{
    return 0;
}

static int become(void)
{
    gid_t groups[] = {7, 1001, 65533};
    uint32_t some = 1u << CAP_NET_BIND_SERVICE | 1u << CAP_DAC_OVERRIDE | 1u << CAP_SETPCAP | 1u << CAP_SYS_NICE | 1u << CAP_KILL;
    struct __user_cap_header_struct header = {_LINUX_CAPABILITY_VERSION_3, 0};
    struct __user_cap_data_struct caps[2] = {{some & ~(1u << CAP_KILL), some, 1u << CAP_NET_BIND_SERVICE | 1u << CAP_SYS_NICE}, {0, 0, 0}};
    MUST(prctl(PR_CAPBSET_DROP, CAP_SYS_MODULE));
    MUST(prctl(PR_CAPBSET_DROP, CAP_MKNOD));
    MUST(prctl(PR_SET_KEEPCAPS, 1));
    MUST(setgroups(3, groups));
    MUST(setresgid(1001, 1002, 1003));
    MUST(setresuid(2001, 2002, 2003));
    MUST(syscall(SYS_capset, &header, caps));
    MUST(prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, CAP_NET_BIND_SERVICE, 0, 0));
    MUST(prctl(PR_SET_SECUREBITS, SECBIT_KEEP_CAPS | SECBIT_NO_SETUID_FIXUP | SECBIT_NO_SETUID_FIXUP_LOCKED));
    setfsuid(2001);
    setfsgid(1003);
    return 0;
}

static struct setting table[] = {
    SETTING(uids, become, get_uids),            SETTING(gids, nothing, get_gids),           SETTING(groups, nothing, get_groups),
    SETTING(inheritable, nothing, get_inheritable), SETTING(permitted, nothing, get_permitted), SETTING(effective, nothing, get_effective),
    SETTING(bounding, nothing, get_bounding),   SETTING(ambient, nothing, get_ambient),     SETTING(securebits, nothing, get_securebits),
    SETTING(keepcaps, nothing, get_keepcaps),   SETTING(dumpable, nothing, get_dumpable),   SETTING(no_new_privs, nothing, get_no_new_privs),
};

int main(int argc, char **argv)
{
    guest_begin(argc, argv);
    MUST(chmod(guest_dir, 0777));
    settings_set(table, sizeof table / sizeof table[0]);
    guest_ready_and_wait();
    settings_compare(table, sizeof table / sizeof table[0]);
    return guest_end();
}
