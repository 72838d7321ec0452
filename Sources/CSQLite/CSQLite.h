// SQLite's own header, under a module name Swift can import.
#include <sqlite3.h>

// sqlite3_db_config takes variable arguments, which Swift cannot call. Defensive: no SQL can corrupt the file.
static inline int sqlite3_db_config_defensive(sqlite3 *handle) {
    return sqlite3_db_config(handle, SQLITE_DBCONFIG_DEFENSIVE, 1, (int *)0);
}
